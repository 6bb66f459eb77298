// Settles a bill over the desk service: card, trial, settlement, receipt, and taking it back.
//
//     mcs -r:System.Web.Extensions -out:Settle.exe *.cs       (Windows: csc)
//     Settle.exe BILL.json [REASON]      with a REASON the settlement is taken back
//
// .NET Framework 4 or mono, nothing beside it. 读卡、试算、结算、打印、冲正；答复丢失时按同一幂等键再问，绝不换键重做。
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

sealed class Settle
{
    const string Operator = "测试员";
    const int ExitNo = 20, ExitUnknown = 21, ExitDesk = 30;
    static readonly List<string> Stands = new List<string> { "done", "done-without-card" };
    static readonly List<string> NothingStands =
        new List<string> { "declined", "abandoned", "voided", "reversed" };

    readonly string kept = Setting("ONECARD_KEPT", "onecard-kept");
    // Seconds without an answer before the outcome is called unknown: the service restarts within half a minute.
    readonly Desk desk = new Desk(
        Setting("ONECARD_DESK", "http://127.0.0.1:17100"), int.Parse(Setting("ONECARD_PATIENCE", "60")));
    readonly object bill;
    readonly string billNumber;

    Settle(string file)
    {
        bill = desk.Parse(File.ReadAllText(file, Encoding.UTF8));
        billNumber = Desk.Text(bill, "billNumber");
    }

    static int Main(string[] given)
    {
        if (given.Length < 1 || given.Length > 2) throw new ArgumentException("Settle BILL.json [REASON]");
        Console.OutputEncoding = new UTF8Encoding(false);
        var settle = new Settle(given[0]);
        try
        {
            return settle.Run(given.Length == 2 ? given[1] : null);
        }
        catch (RefusedException refused)
        {
            if (refused.Code == "desk.token-refused") settle.Forget("token");
            Console.Error.WriteLine(refused.Message);
            return ExitDesk;
        }
        catch (LostException)
        {
            return settle.Unanswered();
        }
    }

    int Unanswered()
    {
        if (!File.Exists(FileOf("settle-" + billNumber)))
        {
            Console.Error.WriteLine("桌面服务没有应答；没有结算任何账单");
            return ExitDesk;
        }
        Console.Error.WriteLine("结果未知：不要收费，也不要另开一笔；再运行一次，会按同一笔查询");
        return ExitUnknown;
    }

    int Run(string reason)
    {
        desk.Token = Kept("token", Pair);
        var name = "settle-" + billNumber;
        // Kept since an earlier run: that settlement is asked for, and no other is begun.
        var key = Kept(name, AgreedKey);
        if (key == null) return ExitNo;
        var visit = Follow(key);
        var state = Desk.Text(visit, "now.state");
        if (NothingStands.Contains(state))
        {
            // Another attempt is another visit.
            Forget(name);
            Console.Error.WriteLine(Desk.Text(visit, "failure.title") ?? Desk.Text(visit, "now.sentence.zh"));
            return ExitNo;
        }
        if (!Stands.Contains(state)) throw new LostException();
        var settlement = "/v1/settlements/" + Desk.Text(visit, "settlement");
        Console.WriteLine(Desk.Text(desk.UntilAnswered(() => desk.Get(settlement + "/receipt")), "text"));
        return reason == null ? 0 : Reverse(settlement, reason);
    }

    string Pair()
    {
        var scopes = new[] { "read", "settle", "print", "reverse" };
        var pairing = desk.Post("/v1/pairings", new { name = "HIS C#", scopes });
        Console.WriteLine("桌面服务窗口里的六位数字:");
        var code = (Console.ReadLine() ?? "").Trim();
        return Desk.Text(desk.Post("/v1/pairings/" + Desk.Text(pairing, "id") + "/token", new { code }), "token");
    }

    /// <summary>The key of this bill's settlement, after card, trial and the clerk's yes; null for a no.</summary>
    string AgreedKey()
    {
        var card = desk.Post("/v1/cards/read", new { });
        if (Desk.Text(card, "outcome") != "verified")
        {
            Console.Error.WriteLine("卡未通过验证");
            return null;
        }
        Console.WriteLine(Desk.Text(card, "holder.name") + " " + Desk.Text(card, "insurance.memberNumber"));
        var trial = desk.Post("/v1/trials", new { bill });
        if (Desk.Text(trial, "outcome") != "adjudicated")
        {
            Console.Error.WriteLine("不能结算 " + Desk.Text(trial, "outcome"));
            return null;
        }
        var sum = 0m;
        foreach (var part in (Dictionary<string, object>)Desk.Find(trial, "adjudication.byPayer"))
        {
            Console.WriteLine("  " + part.Key + " " + Shown(Yuan((string)part.Value)));
            sum += Yuan((string)part.Value);
        }
        var total = Yuan(Desk.Text(trial, "adjudication.total"));
        if (sum != total) throw new InvalidOperationException("the parts do not add up to the bill");
        var cash = CashOf(trial);
        Console.WriteLine("合计 " + Shown(total) + "，收现金 " + Shown(cash) + " 元，确认结算? (y/n)");
        // The key names the cash, in fen, that the clerk agreed to.
        if (Console.ReadLine() == "y")
        {
            return RandomKey() + "-" + (cash * 100m).ToString("0", CultureInfo.InvariantCulture);
        }
        Console.Error.WriteLine("未结算");
        return null;
    }

    /// <summary>The visit once it is over. The same key is the same visit, however often it is sent.</summary>
    object Follow(string key)
    {
        var cash = Yuan(key.Split('-')[1]);
        var body = new Dictionary<string, object>
        {
            { "bill", bill }, { "consent", "asked" }, { "operator", Operator },
        };
        var begun = desk.UntilAnswered(() => desk.Post("/v1/visits", body, key));
        var path = "/v1/visits/" + Desk.Text(begun, "id");
        object step = null;
        while (true)
        {
            var visit = desk.UntilAnswered(() => desk.Get(path));
            var now = Desk.Find(visit, "now.step");
            if (!now.Equals(step)) Console.WriteLine("  " + Desk.Text(visit, "now.sentence.zh"));
            step = now;
            if (true.Equals(Desk.Find(visit, "isOver"))) return visit;
            var decided = Desk.Find(visit, "decided");
            if (Desk.Text(visit, "now.state") == "quoted" && decided != null)
            {
                // The clerk's yes was for this amount and no other.
                Confirm(path, CashOf(decided) == cash);
            }
            Thread.Sleep(200);
        }
    }

    void Confirm(string path, bool isAccepted)
    {
        try
        {
            desk.Post(path + "/confirmation", new { isAccepted });
        }
        catch (LostException)
        {
            // The next look says whether it arrived.
        }
        catch (RefusedException refused)
        {
            if (refused.Code != "desk.visit-state") throw;
        }
    }

    int Reverse(string path, string reason)
    {
        var name = "reverse-" + path;
        var key = Kept(name, RandomKey);
        var body = new Dictionary<string, object>
        {
            { "reason", reason }, { "operator", Operator }, { "card", "here" },
        };
        var answer = desk.UntilAnswered(() => desk.Post(path + "/reversal", body, key));
        var state = Desk.Text(desk.UntilAnswered(() => desk.Get(path)), "state");
        Console.WriteLine("冲正 " + Desk.Text(answer, "outcome") + "，该笔现为 " + state);
        if (state == "reversed") return 0;
        if (state == "reversing") throw new LostException();
        Forget(name);
        return ExitNo;
    }

    static decimal CashOf(object decided)
    {
        return Yuan(Desk.Text(decided, "adjudication.byPayer.cash") ?? "0");
    }

    /// <summary>Whole fen in text as yuan, exactly: decimal counts in tens, double in halves.</summary>
    static decimal Yuan(string fen)
    {
        return decimal.Parse(fen, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) / 100m;
    }

    static string Shown(decimal yuan)
    {
        return yuan.ToString("0.00", CultureInfo.InvariantCulture);
    }

    static string RandomKey()
    {
        var bytes = new byte[16];
        using (var random = RandomNumberGenerator.Create()) random.GetBytes(bytes);
        return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
    }

    static string Setting(string name, string otherwise)
    {
        return Environment.GetEnvironmentVariable(name) ?? otherwise;
    }

    string FileOf(string name)
    {
        return Path.Combine(kept, Regex.Replace(name, "[^A-Za-z0-9-]", "_"));
    }

    /// <summary>
    /// What this desk must not forget: on the disk before it is used, read back after a power cut. On
    /// Windows protect the token with ProtectedData for its user besides.
    /// </summary>
    string Kept(string name, Func<string> make)
    {
        var file = FileOf(name);
        if (File.Exists(file)) return File.ReadAllText(file);
        var value = make();
        if (value == null) return null;
        Directory.CreateDirectory(kept);
        using (var stream = new FileStream(file + ".new", FileMode.Create))
        {
            var bytes = Encoding.ASCII.GetBytes(value);
            stream.Write(bytes, 0, bytes.Length);
            stream.Flush(true);
        }
        File.Move(file + ".new", file);
        return value;
    }

    void Forget(string name)
    {
        File.Delete(FileOf(name));
    }
}
