import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Calls of the desk service, with the three ends that a call may have: an answer, a no, or silence. */
final class Desk {
  /** The service said no, and why: application/problem+json. */
  static final class Refused extends Exception {
    final String code;

    Refused(Object problem) {
      super("[" + Json.find(problem, "code") + "] " + Json.find(problem, "title") + "。" + advice(problem));
      code = String.valueOf(Json.find(problem, "code"));
    }

    private static Object advice(Object problem) {
      Object told = Json.find(problem, "advice.clerkDoes");
      return told == null ? "" : told;
    }
  }

  /** No answer came: what was asked for may have been done, or not. */
  static final class Lost extends Exception {}

  interface Asked {
    Object ask() throws Refused, Lost;
  }

  /** The service is at work for another, or starts anew: the same call again, in a moment. */
  private static final List<String> BUSY =
      Arrays.asList("desk.action-pending", "desk.rate-limited", "desk.stopping");
  /** Longer than the service itself waits for a card. */
  private static final int ANSWER_MS = 150_000;

  private final String address;
  private final long patienceMs;
  String token;

  Desk(String address, long patienceSeconds) {
    this.address = address;
    this.patienceMs = patienceSeconds * 1000;
    // Java repeats a POST by itself when its connection breaks. It would carry the same key; still, this
    // program decides when to ask again.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  Object get(String path) throws Refused, Lost {
    return call("GET", path, null, null);
  }

  Object post(String path, String body, String key) throws Refused, Lost {
    return call("POST", path, body, key);
  }

  /** Asks again, under the same key, as long as nobody answers or the service is busy. */
  Object untilAnswered(Asked asked) throws Refused, Lost {
    long since = System.nanoTime();
    while ((System.nanoTime() - since) / 1_000_000 < patienceMs) {
      try {
        return asked.ask();
      } catch (Lost lost) {
        pause(500);
      } catch (Refused no) {
        if (!BUSY.contains(no.code)) throw no;
        pause(500);
      }
    }
    throw new Lost();
  }

  static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private Object call(String method, String path, String body, String key) throws Refused, Lost {
    int status;
    Object answer;
    try {
      // A proxy of the hospital has nothing to do with this computer's own service.
      URL url = new URL(address + path);
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(5_000);
      connection.setReadTimeout(ANSWER_MS);
      connection.setRequestProperty("Accept-Language", "zh-CN");
      if (token != null) connection.setRequestProperty("Authorization", "Bearer " + token);
      if (key != null) connection.setRequestProperty("Idempotency-Key", key);
      if (body != null) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      status = connection.getResponseCode();
      InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      answer = Json.parse(text(in));
    } catch (IOException | IllegalArgumentException broken) {
      throw new Lost();
    }
    if (status >= 400) throw new Refused(answer);
    return answer;
  }

  private static String text(InputStream in) throws IOException {
    if (in == null) throw new IOException("an answer without a body");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int count = in.read(part); count >= 0; count = in.read(part)) whole.write(part, 0, count);
    return new String(whole.toByteArray(), StandardCharsets.UTF_8);
  }
}
