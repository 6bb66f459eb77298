import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Settles a bill over the desk service: card, trial, settlement, receipt, and taking it back.
 *
 * <pre>
 *   javac -encoding UTF-8 *.java
 *   java Settle BILL.json [REASON]      with a REASON the settlement is taken back
 * </pre>
 *
 * Java 8 or later, nothing beside it. 读卡、试算、结算、打印、冲正；答复丢失时按同一幂等键再问，绝不换键重做。
 */
public final class Settle {
  private static final String OPERATOR = "测试员";
  private static final int EXIT_NO = 20;
  private static final int EXIT_UNKNOWN = 21;
  private static final int EXIT_DESK = 30;
  private static final List<String> STANDS = Arrays.asList("done", "done-without-card");
  private static final List<String> NOTHING_STANDS =
      Arrays.asList("declined", "abandoned", "voided", "reversed");

  private final PrintStream out;
  private final PrintStream err;
  private final BufferedReader in;
  private final Path kept = Paths.get(setting("ONECARD_KEPT", "onecard-kept"));
  private final String bill;
  private final String billNumber;
  // Seconds without an answer before the outcome is called unknown: the service restarts within half a minute.
  private final Desk desk =
      new Desk(
          setting("ONECARD_DESK", "http://127.0.0.1:17100"),
          Long.parseLong(setting("ONECARD_PATIENCE", "60")));

  private Settle(Path file) throws IOException {
    out = new PrintStream(System.out, true, "UTF-8");
    err = new PrintStream(System.err, true, "UTF-8");
    in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    bill = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    billNumber = text(Json.parse(bill), "billNumber");
  }

  public static void main(String[] given) throws IOException {
    if (given.length < 1 || given.length > 2) throw new IllegalArgumentException("Settle BILL.json [REASON]");
    Settle settle = new Settle(Paths.get(given[0]));
    System.exit(settle.explained(given.length == 2 ? given[1] : null));
  }

  private int explained(String reason) throws IOException {
    try {
      return run(reason);
    } catch (Desk.Refused refused) {
      if (refused.code.equals("desk.token-refused")) forget("token");
      err.println(refused.getMessage());
      return EXIT_DESK;
    } catch (Desk.Lost lost) {
      if (!Files.exists(fileOf("settle-" + billNumber))) {
        err.println("桌面服务没有应答；没有结算任何账单");
        return EXIT_DESK;
      }
      err.println("结果未知：不要收费，也不要另开一笔；再运行一次，会按同一笔查询");
      return EXIT_UNKNOWN;
    }
  }

  private int run(String reason) throws Desk.Refused, Desk.Lost, IOException {
    desk.token = kept("token");
    if (desk.token == null) desk.token = keep("token", pair());
    String name = "settle-" + billNumber;
    // Kept since an earlier run: that settlement is asked for, and no other is begun.
    String key = kept(name);
    if (key == null) {
      BigDecimal cash = agreedCash();
      if (cash == null) return EXIT_NO;
      // The key names the cash, in fen, that the clerk agreed to.
      key = keep(name, randomKey() + "-" + cash.unscaledValue());
    }
    Object visit = settle(key);
    String state = text(visit, "now.state");
    if (NOTHING_STANDS.contains(state)) {
      // Another attempt is another visit.
      forget(name);
      Object failure = Json.find(visit, "failure.title");
      err.println(failure == null ? text(visit, "now.sentence.zh") : failure);
      return EXIT_NO;
    }
    if (!STANDS.contains(state)) throw new Desk.Lost();
    String settlement = "/v1/settlements/" + text(visit, "settlement");
    out.println(text(desk.untilAnswered(() -> desk.get(settlement + "/receipt")), "text"));
    return reason == null ? 0 : reverse(settlement, reason);
  }

  private String pair() throws Desk.Refused, Desk.Lost, IOException {
    String scopes = "[\"read\",\"settle\",\"print\",\"reverse\"]";
    Object pairing = desk.post("/v1/pairings", "{\"name\":\"HIS Java\",\"scopes\":" + scopes + "}", null);
    out.println("桌面服务窗口里的六位数字:");
    String code = "{\"code\":" + Json.quote(String.valueOf(in.readLine()).trim()) + "}";
    return text(desk.post("/v1/pairings/" + text(pairing, "id") + "/token", code, null), "token");
  }

  /** What the patient pays in cash, after card, trial and the clerk's yes; null for a no. */
  private BigDecimal agreedCash() throws Desk.Refused, Desk.Lost, IOException {
    Object card = desk.post("/v1/cards/read", "{}", null);
    if (!text(card, "outcome").equals("verified")) {
      err.println("卡未通过验证 " + Json.find(card, "checks"));
      return null;
    }
    out.println(text(card, "holder.name") + " " + text(card, "insurance.memberNumber"));
    Object trial = desk.post("/v1/trials", "{\"bill\":" + bill + "}", null);
    if (!text(trial, "outcome").equals("adjudicated")) {
      err.println("不能结算 " + trial);
      return null;
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<?, ?> each : ((Map<?, ?>) Json.find(trial, "adjudication.byPayer")).entrySet()) {
      BigDecimal part = yuan(each.getValue());
      out.println("  " + each.getKey() + " " + part);
      sum = sum.add(part);
    }
    BigDecimal total = yuan(Json.find(trial, "adjudication.total"));
    if (sum.compareTo(total) != 0) throw new IllegalStateException("the parts do not add up to the bill");
    BigDecimal cash = cashOf(trial);
    out.println("合计 " + total + "，收现金 " + cash + " 元，确认结算? (y/n)");
    if ("y".equals(in.readLine())) return cash;
    err.println("未结算");
    return null;
  }

  /** The visit once it is over. The same key is the same visit, however often it is sent. */
  private Object settle(String key) throws Desk.Refused, Desk.Lost {
    BigDecimal cash = yuan(key.split("-")[1]);
    String body =
        "{\"bill\":" + bill + ",\"consent\":\"asked\",\"operator\":" + Json.quote(OPERATOR) + "}";
    Object begun = desk.untilAnswered(() -> desk.post("/v1/visits", body, key));
    String path = "/v1/visits/" + text(begun, "id");
    String step = "";
    while (true) {
      Object visit = desk.untilAnswered(() -> desk.get(path));
      if (!text(visit, "now.step").equals(step)) out.println("  " + text(visit, "now.sentence.zh"));
      step = text(visit, "now.step");
      if (Boolean.TRUE.equals(Json.find(visit, "isOver"))) return visit;
      Object decided = Json.find(visit, "decided");
      if (text(visit, "now.state").equals("quoted") && decided != null) {
        // The clerk's yes was for this amount and no other.
        confirm(path, cashOf(decided).equals(cash));
      }
      Desk.pause(200);
    }
  }

  private void confirm(String path, boolean isAccepted) throws Desk.Refused {
    try {
      desk.post(path + "/confirmation", "{\"isAccepted\":" + isAccepted + "}", null);
    } catch (Desk.Lost lost) {
      // The next look says whether it arrived.
    } catch (Desk.Refused refused) {
      if (!refused.code.equals("desk.visit-state")) throw refused;
    }
  }

  private int reverse(String path, String reason) throws Desk.Refused, Desk.Lost, IOException {
    String name = "reverse-" + path;
    String key = kept(name) == null ? keep(name, randomKey()) : kept(name);
    String said = "{\"reason\":" + Json.quote(reason) + ",\"operator\":" + Json.quote(OPERATOR);
    String body = said + ",\"card\":\"here\"}";
    Object answer = desk.untilAnswered(() -> desk.post(path + "/reversal", body, key));
    Object state = Json.find(desk.untilAnswered(() -> desk.get(path)), "state");
    out.println("冲正 " + text(answer, "outcome") + "，该笔现为 " + state);
    if ("reversed".equals(state)) return 0;
    if ("reversing".equals(state)) throw new Desk.Lost();
    forget(name);
    return EXIT_NO;
  }

  private static BigDecimal cashOf(Object decided) {
    Object fen = Json.find(decided, "adjudication.byPayer.cash");
    return yuan(fen == null ? "0" : fen);
  }

  /** Whole fen in text as yuan, exactly. */
  private static BigDecimal yuan(Object fen) {
    return new BigDecimal((String) fen).movePointLeft(2).setScale(2);
  }

  private static String text(Object value, String path) {
    return (String) Json.find(value, path);
  }

  private static String randomKey() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    StringBuilder key = new StringBuilder();
    for (byte each : bytes) key.append(String.format("%02x", each));
    return key.toString();
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null ? otherwise : value;
  }

  private Path fileOf(String name) {
    return kept.resolve(name.replaceAll("[^A-Za-z0-9-]", "_"));
  }

  private String kept(String name) throws IOException {
    Path file = fileOf(name);
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : null;
  }

  /** What this desk must not forget: on the disk before it is used, read back after a power cut. */
  private String keep(String name, String value) throws IOException {
    Files.createDirectories(kept);
    Path file = fileOf(name);
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // For this user alone: whoever has the token may settle.
      File alone = unfinished.toFile();
      if (alone.setReadable(false, false)) alone.setReadable(true, true);
      channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return value;
  }

  private void forget(String name) throws IOException {
    Files.delete(fileOf(name));
  }
}
