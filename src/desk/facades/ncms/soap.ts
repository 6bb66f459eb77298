/** The envelope: SOAP 1.1 or 1.2 around `request(headXml, bodyXml)`, and the WSDL that says so. */

import { OneCardError } from '../../../errors/index.ts';
import { escaped, parseXml, type XmlElement, type XmlField, xmlText } from './xml.ts';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

/** Media types of the two. */
export const SOAP_TYPES = ['text/xml', 'application/soap+xml'] as const;

/** Of the WSDL; a caller with another namespace is answered in its own. */
const NAMESPACE = 'urn:onecard:ncms';

export interface SoapRequest {
  readonly soap: typeof SOAP_11 | typeof SOAP_12;
  /** Namespace of the caller's `request` element. */
  readonly namespace: string;
  /** Whether its parameters stand in that namespace too. */
  readonly isQualified: boolean;
  readonly head: XmlElement;
  readonly body: XmlElement;
  /** The body's text, of which the head gives the digest. */
  readonly bodyText: string;
}

/** @throws OneCardError `desk.body-malformed` */
export function parseSoap(text: string): SoapRequest {
  const envelope = parseXml(text);
  const soap = envelope.namespace;
  if (envelope.name !== 'Envelope' || (soap !== SOAP_11 && soap !== SOAP_12)) {
    throw malformed('no-envelope');
  }
  const request = envelope.children.find(({ name }) => name === 'Body')?.children[0];
  if (request?.name !== 'request') throw malformed('no-request');
  const [head, body] = parametersOf(request);
  if (!head || !body) throw malformed('two-parameters');
  const bodyText = textOf(body);
  return {
    soap,
    namespace: request.namespace,
    isQualified: head.namespace !== '',
    head: documentOf(head, textOf(head)),
    body: documentOf(body, bodyText),
    bodyText,
  };
}

/** By their names; a proxy that calls them otherwise gives them in their order. */
function parametersOf({ children }: XmlElement): readonly (XmlElement | undefined)[] {
  const head = children.find(({ name }) => name === 'headXml');
  const body = children.find(({ name }) => name === 'bodyXml');
  return head && body ? [head, body] : children.length === 2 ? children : [];
}

/** A parameter holds its document as text; some programs put the elements there as they are. */
function textOf(parameter: XmlElement): string {
  return parameter.children.length === 0 ? parameter.text : parameter.inner.trim();
}

function documentOf({ children }: XmlElement, text: string): XmlElement {
  return children.length === 1 ? children[0]! : parseXml(text);
}

function malformed(rule: string): OneCardError {
  return new OneCardError('desk.body-malformed', { rule });
}

/** What is answered: a result, in the caller's own envelope. */
export function soapAnswer(request: SoapRequest, result: readonly XmlField[]): Response {
  const text = `<?xml version="1.0" encoding="UTF-8"?>${xmlText([['result', result]])}`;
  const { namespace, isQualified } = request;
  const prefix = namespace === '' ? '' : 'n:';
  const declared = namespace === '' ? '' : ` xmlns:n="${escaped(namespace)}"`;
  const name = isQualified ? `${prefix}return` : 'return';
  return envelope(
    200,
    request.soap,
    `<${prefix}requestResponse${declared}><${name}>${escaped(text)}</${name}></${prefix}requestResponse>`,
  );
}

/** For a message that is no `request`: there is no result to put an answer into. */
export function soapFault(type: string, text: string): Response {
  if (type.includes('soap+xml')) {
    const fault =
      '<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>' +
      `<s:Reason><s:Text xml:lang="zh">${escaped(text)}</s:Text></s:Reason></s:Fault>`;
    return envelope(400, SOAP_12, fault);
  }
  const fault = `<s:Fault><faultcode>s:Client</faultcode><faultstring>${escaped(text)}</faultstring></s:Fault>`;
  // SOAP 1.1 §6.2: a fault has the status 500.
  return envelope(500, SOAP_11, fault);
}

function envelope(status: number, soap: string, content: string): Response {
  const type = soap === SOAP_11 ? SOAP_TYPES[0] : SOAP_TYPES[1];
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${soap}"><s:Body>${content}</s:Body></s:Envelope>`,
    { status, headers: { 'Content-Type': `${type}; charset=utf-8` } },
  );
}

/** WSDL 1.1 of the one operation, document/literal wrapped. */
export function wsdl(address: string): string {
  const element = (name: string) => `<xs:element name="${name}" type="xs:string"/>`;
  const wrapper = (name: string, inner: string) =>
    `<xs:element name="${name}"><xs:complexType><xs:sequence>${inner}</xs:sequence></xs:complexType></xs:element>`;
  const message = (name: string) =>
    `<message name="${name}"><part name="parameters" element="t:${name}"/></message>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="${NAMESPACE}" targetNamespace="${NAMESPACE}" name="HisService">`,
    `<types><xs:schema targetNamespace="${NAMESPACE}" elementFormDefault="unqualified">`,
    wrapper('request', element('headXml') + element('bodyXml')),
    wrapper('requestResponse', element('return')),
    '</xs:schema></types>',
    message('request'),
    message('requestResponse'),
    '<portType name="HisService"><operation name="request"><input message="t:request"/><output message="t:requestResponse"/></operation></portType>',
    '<binding name="HisServiceBinding" type="t:HisService"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
    '<operation name="request"><soap:operation soapAction=""/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>',
    `<service name="HisService"><port name="HisServicePort" binding="t:HisServiceBinding"><soap:address location="${escaped(address)}"/></port></service>`,
    '</definitions>',
  ].join('\n');
}
