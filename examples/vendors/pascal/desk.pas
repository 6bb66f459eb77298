{ Calls of the desk service, with the three ends that a call may have: an answer, a no, or silence. }
unit Desk;

{$mode objfpc}{$H+}{$codepage utf8}

interface

uses
  SysUtils, fpjson;

type
  { The service said no, and why: application/problem+json. }
  ERefused = class(Exception)
  public
    Code: string;
  end;

  { No answer came: what was asked for may have been done, or not. }
  ELost = class(Exception);

var
  Address: string;
  PatienceSeconds: Integer;
  Token: string;

{ One call. The caller frees what is returned. }
function Call(const Method, Path: string; const Body: string = ''; const Key: string = ''): TJSONData;
{ Asks again, under the same key, as long as nobody answers or the service is busy. }
function CallUntilAnswered(const Method, Path: string; const Body: string = '';
  const Key: string = ''): TJSONData;
{ The text at a path such as now.sentence.zh; empty where there is none. }
function TextAt(Value: TJSONData; const Path: string): string;

implementation

uses
  Classes, DateUtils, StrUtils, fphttpclient, jsonparser;

const
  { Longer than the service itself waits for a card. }
  ANSWER_MS = 150000;
  { The service is at work for another, or starts anew: the same call again, in a moment. }
  BUSY: array[0..2] of string = ('desk.action-pending', 'desk.rate-limited', 'desk.stopping');

function TextAt(Value: TJSONData; const Path: string): string;
var
  Found: TJSONData;
begin
  Found := Value.FindPath(Path);
  if (Found = nil) or Found.IsNull then
    Exit('');
  Result := Found.AsString;
end;

function Refusal(Problem: TJSONData): ERefused;
begin
  Result := ERefused.CreateFmt('[%s] %s。%s', [TextAt(Problem, 'code'), TextAt(Problem, 'title'),
    TextAt(Problem, 'advice.clerkDoes')]);
  Result.Code := TextAt(Problem, 'code');
end;

function Call(const Method, Path: string; const Body: string; const Key: string): TJSONData;
var
  Client: TFPHTTPClient;
  Answer: TStringStream;
  No: ERefused;
begin
  Client := TFPHTTPClient.Create(nil);
  Answer := TStringStream.Create('');
  try
    Client.ConnectTimeout := 5000;
    Client.IOTimeout := ANSWER_MS;
    Client.AddHeader('Accept-Language', 'zh-CN');
    if Token <> '' then
      Client.AddHeader('Authorization', 'Bearer ' + Token);
    if Key <> '' then
      Client.AddHeader('Idempotency-Key', Key);
    if Body <> '' then
    begin
      Client.AddHeader('Content-Type', 'application/json');
      Client.RequestBody := TStringStream.Create(Body);
    end;
    try
      { No list of statuses: each is looked at below. }
      Client.HTTPMethod(Method, Address + Path, Answer, []);
      { What was cut off on its way is no JSON. }
      Result := GetJSON(Answer.DataString);
    except
      on Broken: Exception do
        raise ELost.Create(Broken.Message);
    end;
    if Result = nil then
      raise ELost.Create('an answer without a body');
    if Client.ResponseStatusCode < 400 then
      Exit;
    No := Refusal(Result);
    Result.Free;
    raise No;
  finally
    Client.RequestBody.Free;
    Client.Free;
    Answer.Free;
  end;
end;

function CallUntilAnswered(const Method, Path: string; const Body: string;
  const Key: string): TJSONData;
var
  Since: QWord;
begin
  Since := GetTickCount64;
  while GetTickCount64 - Since < QWord(PatienceSeconds) * 1000 do
  begin
    try
      Exit(Call(Method, Path, Body, Key));
    except
      on ELost do ;
      on No: ERefused do
        if not AnsiMatchStr(No.Code, BUSY) then
          raise;
    end;
    Sleep(500);
  end;
  raise ELost.Create('no answer');
end;

end.
