{ Settles a bill over the desk service: card, trial, settlement, receipt, and taking it back.

    fpc settle.pas
    settle BILL.json [REASON]      with a REASON the settlement is taken back

  Free Pascal 3.2 and the units that come with it; Delphi has the same under other names.
  读卡、试算、结算、打印、冲正；答复丢失时按同一幂等键再问，绝不换键重做。 }
program Settle;

{$mode objfpc}{$H+}{$codepage utf8}

uses
  {$ifdef unix}cwstring,{$endif}
  Classes, SysUtils, fpjson, jsonparser, Desk;

const
  OPERATOR_NAME: string = '测试员';
  EXIT_NO = 20;
  EXIT_UNKNOWN = 21;
  EXIT_DESK = 30;

type
  ENo = class(Exception);

var
  Folder, BillText, BillNumber, Reason: string;

function Setting(const Name, Unset: string): string;
begin
  Result := GetEnvironmentVariable(Name);
  if Result = '' then
    Result := Unset;
end;

function FileOf(const Name: string): string;
var
  Each: Char;
begin
  Result := '';
  for Each in Name do
    if Each in ['A'..'Z', 'a'..'z', '0'..'9', '-'] then
      Result := Result + Each
    else
      Result := Result + '_';
  Result := IncludeTrailingPathDelimiter(Folder) + Result;
end;

function ReadText(const Name: string): string;
var
  Stream: TFileStream;
begin
  Stream := TFileStream.Create(Name, fmOpenRead or fmShareDenyWrite);
  try
    SetLength(Result, Stream.Size);
    Stream.ReadBuffer(Pointer(Result)^, Stream.Size);
  finally
    Stream.Free;
  end;
end;

{ What was kept; empty when nothing was. }
function Kept(const Name: string): string;
begin
  if FileExists(FileOf(Name)) then
    Result := ReadText(FileOf(Name))
  else
    Result := '';
end;

{ What this desk must not forget: on the disk before it is used, read back after a power cut. }
procedure Keep(const Name, Value: string);
var
  Handle: THandle;
begin
  ForceDirectories(Folder);
  { For this user alone: whoever has the token may settle. }
  Handle := FileCreate(FileOf(Name) + '.new', fmShareExclusive, &600);
  if Handle = THandle(-1) then
    raise EInOutError.Create(FileOf(Name));
  FileWrite(Handle, Pointer(Value)^, Length(Value));
  FileFlush(Handle);
  FileClose(Handle);
  if not RenameFile(FileOf(Name) + '.new', FileOf(Name)) then
    raise EInOutError.Create(FileOf(Name));
end;

procedure Forget(const Name: string);
begin
  DeleteFile(FileOf(Name));
end;

function RandomKey: string;
var
  Id: TGUID;
begin
  if CreateGUID(Id) <> 0 then
    raise EInOutError.Create('no random number');
  Result := LowerCase(StringReplace(Copy(GUIDToString(Id), 2, 36), '-', '', [rfReplaceAll]));
end;

{ Whole fen: an Int64 holds 92,233,720,368,547,758.07 yuan exactly, a Double loses fen long before. }
function Fen(const Text: string): Int64;
begin
  if Text = '' then
    Exit(0);
  Result := StrToInt64(Text);
end;

function Yuan(Amount: Int64): string;
begin
  Result := Format('%d.%.2d', [Amount div 100, Amount mod 100]);
end;

function Json(const Fields: array of const): string;
var
  Value: TJSONObject;
begin
  Value := TJSONObject.Create(Fields);
  try
    Result := Value.AsJSON;
  finally
    Value.Free;
  end;
end;

procedure Pair;
var
  Pairing, Made: TJSONData;
  Code: string;
begin
  Pairing := Call('POST', '/v1/pairings',
    '{"name":"HIS Pascal","scopes":["read","settle","print","reverse"]}');
  WriteLn('桌面服务窗口里的六位数字:');
  ReadLn(Code);
  Made := Call('POST', '/v1/pairings/' + TextAt(Pairing, 'id') + '/token',
    Json(['code', Trim(Code)]));
  Keep('token', TextAt(Made, 'token'));
  Pairing.Free;
  Made.Free;
end;

{ The cash, in fen, that the clerk agreed to, after card and trial. }
function AgreedCash: Int64;
var
  Card, Trial: TJSONData;
  Parts: TJSONObject;
  Index: Integer;
  Sum, Total: Int64;
  Answer: string;
begin
  Card := Call('POST', '/v1/cards/read', '{}');
  if TextAt(Card, 'outcome') <> 'verified' then
    raise ENo.Create('卡未通过验证');
  WriteLn(TextAt(Card, 'holder.name'), ' ', TextAt(Card, 'insurance.memberNumber'));
  Card.Free;
  Trial := Call('POST', '/v1/trials', '{"bill":' + BillText + '}');
  if TextAt(Trial, 'outcome') <> 'adjudicated' then
    raise ENo.CreateFmt('不能结算 %s', [TextAt(Trial, 'outcome')]);
  Parts := Trial.FindPath('adjudication.byPayer') as TJSONObject;
  Sum := 0;
  for Index := 0 to Parts.Count - 1 do
  begin
    WriteLn('  ', Parts.Names[Index], ' ', Yuan(Fen(Parts.Items[Index].AsString)));
    Sum := Sum + Fen(Parts.Items[Index].AsString);
  end;
  Total := Fen(TextAt(Trial, 'adjudication.total'));
  if Sum <> Total then
    raise Exception.Create('the parts do not add up to the bill');
  Result := Fen(TextAt(Trial, 'adjudication.byPayer.cash'));
  Trial.Free;
  WriteLn('合计 ', Yuan(Total), '，收现金 ', Yuan(Result), ' 元，确认结算? (y/n)');
  ReadLn(Answer);
  if Trim(Answer) <> 'y' then
    raise ENo.Create('未结算');
end;

procedure Confirm(const Path: string; IsAccepted: Boolean);
begin
  try
    Call('POST', Path + '/confirmation', Json(['isAccepted', IsAccepted])).Free;
  except
    { Whether it arrived, the next look says. }
    on ELost do ;
    on No: ERefused do
      if No.Code <> 'desk.visit-state' then
        raise;
  end;
end;

{ The visit once it is over. The same key is the same visit, however often it is sent. }
function Follow(const Key: string): TJSONData;
var
  Begun: TJSONData;
  Path, Step: string;
  Cash: Int64;
begin
  Cash := Fen(Copy(Key, Pos('-', Key) + 1, MaxInt));
  Begun := CallUntilAnswered('POST', '/v1/visits', '{"bill":' + BillText +
    ',"consent":"asked","operator":"' + OPERATOR_NAME + '"}', Key);
  Path := '/v1/visits/' + TextAt(Begun, 'id');
  Begun.Free;
  Step := '';
  repeat
    Result := CallUntilAnswered('GET', Path);
    if TextAt(Result, 'now.step') <> Step then
      WriteLn('  ', TextAt(Result, 'now.sentence.zh'));
    Step := TextAt(Result, 'now.step');
    if TextAt(Result, 'isOver') = 'True' then
      Exit;
    { The clerk's yes was for this amount and no other. }
    if (TextAt(Result, 'now.state') = 'quoted') and (Result.FindPath('decided') <> nil) then
      Confirm(Path, Fen(TextAt(Result, 'decided.adjudication.byPayer.cash')) = Cash);
    Result.Free;
    Sleep(200);
  until False;
end;

procedure TakeBack(const Settlement: string);
var
  Answer, Status: TJSONData;
  Path, Name, State: string;
begin
  Path := '/v1/settlements/' + Settlement;
  Name := 'reverse-' + Settlement;
  if Kept(Name) = '' then
    Keep(Name, RandomKey);
  Answer := CallUntilAnswered('POST', Path + '/reversal',
    Json(['reason', Reason, 'operator', OPERATOR_NAME, 'card', 'here']), Kept(Name));
  Status := CallUntilAnswered('GET', Path);
  State := TextAt(Status, 'state');
  WriteLn('冲正 ', TextAt(Answer, 'outcome'), '，该笔现为 ', State);
  Answer.Free;
  Status.Free;
  if State = 'reversed' then
    Exit;
  if State = 'reversing' then
    raise ELost.Create(State);
  Forget(Name);
  raise ENo.Create('未冲正');
end;

procedure Run;
var
  Visit, Receipt: TJSONData;
  Name, State, Settlement: string;
begin
  if Kept('token') = '' then
    Pair;
  Token := Kept('token');
  Name := 'settle-' + BillNumber;
  { Kept since an earlier run: that settlement is asked for, and no other is begun. }
  if Kept(Name) = '' then
    Keep(Name, RandomKey + '-' + IntToStr(AgreedCash));
  Visit := Follow(Kept(Name));
  State := TextAt(Visit, 'now.state');
  case State of
    'done', 'done-without-card': ;
    'declined', 'abandoned', 'voided', 'reversed':
      begin
        { Nothing stands; another attempt is another visit. }
        Forget(Name);
        raise ENo.Create(TextAt(Visit, 'now.sentence.zh') + ' ' + TextAt(Visit, 'failure.title'));
      end;
  else
    raise ELost.Create(State);
  end;
  Settlement := TextAt(Visit, 'settlement');
  Visit.Free;
  Receipt := CallUntilAnswered('GET', '/v1/settlements/' + Settlement + '/receipt');
  WriteLn(TextAt(Receipt, 'text'));
  Receipt.Free;
  if Reason <> '' then
    TakeBack(Settlement);
end;

procedure Say(const Text: string; Code: Integer);
begin
  WriteLn(StdErr, Text);
  ExitCode := Code;
end;

var
  Bill: TJSONData;
begin
  SetMultiByteConversionCodePage(CP_UTF8);
  SetTextCodePage(Output, CP_UTF8);
  SetTextCodePage(StdErr, CP_UTF8);
  if (ParamCount < 1) or (ParamCount > 2) then
  begin
    Say('settle BILL.json [REASON]', 2);
    Exit;
  end;
  Address := Setting('ONECARD_DESK', 'http://127.0.0.1:17100');
  Folder := Setting('ONECARD_KEPT', 'onecard-kept');
  { Seconds without an answer before the outcome is called unknown: the service restarts within half a minute. }
  PatienceSeconds := StrToInt(Setting('ONECARD_PATIENCE', '60'));
  Reason := ParamStr(2);
  BillText := ReadText(ParamStr(1));
  Bill := GetJSON(BillText);
  BillNumber := TextAt(Bill, 'billNumber');
  Bill.Free;
  try
    Run;
  except
    on No: ENo do
      Say(No.Message, EXIT_NO);
    on No: ERefused do
    begin
      if No.Code = 'desk.token-refused' then
        Forget('token');
      Say(No.Message, EXIT_DESK);
    end;
    on ELost do
      if FileExists(FileOf('settle-' + BillNumber)) then
        Say('结果未知：不要收费，也不要另开一笔；再运行一次，会按同一笔查询', EXIT_UNKNOWN)
      else
        Say('桌面服务没有应答；没有结算任何账单', EXIT_DESK);
  end;
end.
