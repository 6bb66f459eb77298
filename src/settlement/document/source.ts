/**
 * A document as text becomes a tree of plain values that knows where each value stood.
 *
 * JSON is read by the same parser (YAML 1.2 holds JSON), so that both give line and column. What
 * makes a reader do more work than the text is long, or makes two readers see two documents, is
 * refused: anchors, aliases, tags, directives, several documents, duplicate fields.
 */

import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';
import { DOCUMENT_BYTES_MAX } from '../../limits.ts';
import { plainJson } from './json.ts';
import { DocumentError, type DocumentKind, type DocumentProblem } from './problem.ts';
import type { DocumentRule } from './rules.ts';
import { type DocumentValue, documentValueOf, offsetOf, type Path, pathText } from './tree.ts';

/** Collections inside each other: a plan needs nine; the composer below is recursive. */
export const DOCUMENT_DEPTH_MAX = 24;

/** Tokens of a document: a bill of 20,000 lines has about a million; each costs some 200 bytes. */
export const DOCUMENT_TOKENS_MAX = 4_000_000;

export interface DocumentSource {
  readonly kind: DocumentKind;
  readonly file: string;
  readonly value: DocumentValue;
  /** A problem at `path`, or at the nearest thing above it that is there. */
  problem(
    rule: DocumentRule,
    path: Path,
    facts?: Readonly<Record<string, string>>,
  ): DocumentProblem;
}

/** Reads `text`. @throws DocumentError when it is no single, plain, well-formed document. */
export function readSource(kind: DocumentKind, text: string, file: string): DocumentSource {
  if (typeof text !== 'string') throw new TypeError('"text" expected a string');
  const value = plainJson(text);
  if (value === undefined) return readCarefully(kind, text, file);
  let careful: DocumentSource | undefined;
  return {
    kind,
    file,
    value,
    problem(...of) {
      careful ??= readCarefully(kind, text, file);
      return careful.problem(...of);
    },
  };
}

/** Token by token: every value with its place, every refusal with line and column. */
export function readCarefully(kind: DocumentKind, text: string, file: string): DocumentSource {
  const lines = new LineCounter();
  const at = (
    rule: DocumentRule,
    offset: number,
    path: Path = [],
    facts: Readonly<Record<string, string>> = {},
  ): DocumentProblem => {
    const { line, col } = lines.linePos(offset);
    return {
      rule,
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      path: pathText(path),
      facts,
    };
  };
  const refuse = (problems: readonly DocumentProblem[]): never => {
    throw new DocumentError(kind, problems);
  };

  if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX) {
    refuse([at('document.too-large', 0, [], { bytesMax: String(DOCUMENT_BYTES_MAX) })]);
  }
  const tokens = parseTokens(text, lines, (rule, offset, limit) =>
    refuse([at(rule, offset, [], { limit: String(limit) })]),
  );
  const directive = tokens.find((token) => token.type === 'directive');
  if (directive) refuse([at('document.directive', directive.offset)]);
  const documents = compose(tokens, lines, text.length);
  const document = documents[0];
  const root = document?.contents;
  if (!document || !root) return refuse([at('document.empty', 0)]);
  if (documents[1]) refuse([at('document.several', documents[1].range[0])]);

  const broken = document.errors.map((error) =>
    at('document.syntax', error.pos[0], [], { parser: error.code }),
  );
  if (broken.length > 0) refuse(broken);
  const notJson = file.endsWith('.json') ? offsetOfJsonError(text) : undefined;
  if (notJson !== undefined) refuse([at('document.not-json', notJson)]);

  const problems: DocumentProblem[] = [];
  const value = documentValueOf(root, (rule, offset, path) =>
    problems.push(at(rule, offset, path)),
  );
  if (problems.length > 0) refuse(problems);
  if (value === null) refuse([at('document.empty', 0)]);

  return {
    kind,
    file,
    value,
    problem: (rule, path, facts) => at(rule, offsetOf(root, path), path, facts),
  };
}

/** Tokens of `text`; depth and count are held while parsing, before anything is built on them. */
function parseTokens(
  text: string,
  lines: LineCounter,
  refuse: (rule: DocumentRule, offset: number, limit: number) => never,
): readonly CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > DOCUMENT_DEPTH_MAX) {
      refuse('document.too-deep', parser.offset, DOCUMENT_DEPTH_MAX);
    }
    if (++count > DOCUMENT_TOKENS_MAX) {
      refuse('document.too-large', parser.offset, DOCUMENT_TOKENS_MAX);
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function compose(
  tokens: readonly CST.Token[],
  lineCounter: LineCounter,
  length: number,
): readonly Document.Parsed[] {
  const composer = new Composer({
    lineCounter,
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
    // The library compares every key with every other; documentValueOf does it with a set.
    uniqueKeys: false,
  });
  return [...composer.compose(tokens, true, length)] as Document.Parsed[];
}

/** Where strict JSON ends to be JSON, or undefined when it is. A mark in front is ignored: RFC 8259 §8.1. */
function offsetOfJsonError(text: string): number | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return undefined;
  } catch (error) {
    return Number(/at position (\d+)/.exec(String(error))?.[1] ?? 0);
  }
}
