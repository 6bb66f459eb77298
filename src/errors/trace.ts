import { type ErrorTexts, texts } from './table.ts';

/** Recordings of a test card's exchanges, and their replay. */
export const TRACE_ERRORS = {
  'trace.malformed-recording': texts(
    [
      '录制文件的文字不符合规定格式',
      '文件被改动、截断，或不是录制文件',
      '请联系信息科；此文件只用于测试',
      'line 与 rule 指出不符之处；格式见 docs/traces.md',
    ],
    [
      'the text of a recording is not in its form',
      'the file was changed, cut off, or is no recording',
      'call the IT department; such files serve tests only',
      'line and rule say what does not fit; the form is in docs/traces.md',
    ],
  ),
  'trace.recording-too-long': texts(
    [
      '录制的内容超过上限',
      '录制开着没有停，或程序在循环中不断访问卡',
      '请联系信息科',
      'detail 给出上限；每段测试过程单独录制',
    ],
    [
      'a recording grew beyond its limit',
      'it was left running, or the program asks the card in a loop',
      'call the IT department',
      'detail has the limit; record each test exchange on its own',
    ],
  ),
  'trace.other-command': texts(
    [
      '重放时程序发出的命令与录制的不同',
      '程序的命令顺序或内容变了，或用错了录制文件',
      '请联系信息科；此错误只在测试中出现',
      '比较 expected 与 actual（命令头与长度）和 differsAtByte；有意改动后重新录制',
    ],
    [
      'on replay the program sent another command than was recorded',
      'the program’s commands changed, or it is the wrong recording',
      'call the IT department; this happens in tests only',
      'compare expected with actual (header and lengths) and differsAtByte; record anew if the change is meant',
    ],
  ),
  'trace.recording-ended': texts(
    [
      '重放时程序发出的命令比录制的多',
      '程序多发了命令，或录制提前停止',
      '请联系信息科；此错误只在测试中出现',
      'actual 是多出的命令头与长度；有意改动后重新录制',
    ],
    [
      'on replay the program sent more commands than were recorded',
      'the program sends additional commands, or recording stopped early',
      'call the IT department; this happens in tests only',
      'actual is the additional command’s header and lengths; record anew if the change is meant',
    ],
  ),
  'trace.recording-not-finished': texts(
    [
      '重放结束时录制中还有未用到的命令',
      '程序少发了命令，或中途出错',
      '请联系信息科；此错误只在测试中出现',
      'left 是剩余条数，next 是下一条的命令头与长度',
    ],
    [
      'the replay ended with recorded commands left over',
      'the program sends fewer commands, or stopped on an error',
      'call the IT department; this happens in tests only',
      'left counts what remains, next is the header and lengths of the first of it',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
