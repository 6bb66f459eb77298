using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;
using System.Threading;
using System.Web.Script.Serialization;

/// <summary>The service said no, and why: application/problem+json.</summary>
sealed class RefusedException : Exception
{
    public readonly string Code;

    public RefusedException(object problem)
        : base("[" + Desk.Text(problem, "code") + "] " + Desk.Text(problem, "title") + "。" +
            Desk.Text(problem, "advice.clerkDoes"))
    {
        Code = Desk.Text(problem, "code");
    }
}

/// <summary>No answer came: what was asked for may have been done, or not.</summary>
sealed class LostException : Exception
{
}

/// <summary>Calls of the desk service, with the three ends that a call may have: an answer, a no, or silence.</summary>
sealed class Desk
{
    // Longer than the service itself waits for a card.
    const int AnswerMs = 150000;
    // The service is at work for another, or starts anew: the same call again, in a moment.
    static readonly List<string> Busy =
        new List<string> { "desk.action-pending", "desk.rate-limited", "desk.stopping" };

    readonly string address;
    readonly TimeSpan patience;
    readonly JavaScriptSerializer json = new JavaScriptSerializer { MaxJsonLength = 64 * 1024 * 1024 };
    public string Token;

    public Desk(string address, int patienceSeconds)
    {
        this.address = address;
        patience = TimeSpan.FromSeconds(patienceSeconds);
        // Asks leave before each body otherwise, and waits for it.
        ServicePointManager.Expect100Continue = false;
    }

    public object Get(string path)
    {
        return Call("GET", path, null, null);
    }

    public object Post(string path, object body, string key = null)
    {
        return Call("POST", path, json.Serialize(body), key);
    }

    /// <summary>Asks again, under the same key, as long as nobody answers or the service is busy.</summary>
    public object UntilAnswered(Func<object> ask)
    {
        var asked = Stopwatch.StartNew();
        while (asked.Elapsed < patience)
        {
            try
            {
                return ask();
            }
            catch (LostException)
            {
            }
            catch (RefusedException no)
            {
                if (!Busy.Contains(no.Code)) throw;
            }
            Thread.Sleep(500);
        }
        throw new LostException();
    }

    public object Parse(string text)
    {
        return json.DeserializeObject(text);
    }

    /// <summary>The value at a path such as now.sentence.zh; null where there is none.</summary>
    public static object Find(object value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            var fields = value as Dictionary<string, object>;
            if (fields == null || !fields.TryGetValue(name, out value)) return null;
        }
        return value;
    }

    public static string Text(object value, string path)
    {
        return Find(value, path) as string;
    }

    object Call(string method, string path, string body, string key)
    {
        var request = (HttpWebRequest)WebRequest.Create(address + path);
        request.Method = method;
        // A proxy of the hospital has nothing to do with this computer's own service.
        request.Proxy = null;
        request.Timeout = AnswerMs;
        request.ReadWriteTimeout = AnswerMs;
        request.Headers["Accept-Language"] = "zh-CN";
        if (Token != null) request.Headers["Authorization"] = "Bearer " + Token;
        if (key != null) request.Headers["Idempotency-Key"] = key;
        try
        {
            if (body != null)
            {
                var bytes = new UTF8Encoding(false).GetBytes(body);
                request.ContentType = "application/json";
                request.ContentLength = bytes.Length;
                using (var stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
            }
            using (var response = request.GetResponse()) return ReadAnswer(response);
        }
        catch (WebException failed)
        {
            if (failed.Response == null) throw new LostException();
            using (failed.Response) throw new RefusedException(ReadAnswer(failed.Response));
        }
        catch (IOException)
        {
            throw new LostException();
        }
    }

    /// <summary>An answer that was cut off is none: the stream of mono ends early without a word.</summary>
    object ReadAnswer(WebResponse response)
    {
        var bytes = new MemoryStream();
        try
        {
            response.GetResponseStream().CopyTo(bytes);
        }
        catch (Exception broken)
        {
            if (broken is IOException || broken is WebException) throw new LostException();
            throw;
        }
        if (response.ContentLength >= 0 && bytes.Length != response.ContentLength) throw new LostException();
        try
        {
            return Parse(Encoding.UTF8.GetString(bytes.ToArray()));
        }
        catch (ArgumentException)
        {
            throw new LostException();
        }
    }
}
