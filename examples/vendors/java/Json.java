import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON, of which the standard library of Java has none: objects are maps, arrays lists, and a number
 * stays the text that it was. Amounts of the desk service are text anyway: no double ever holds money.
 */
final class Json {
  /** Collections inside each other: the service needs ten. */
  private static final int DEPTH_MAX = 100;
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** @throws IllegalArgumentException for text that is no JSON, or is cut off */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.space();
    if (json.at != text.length()) throw json.wrong();
    return value;
  }

  /** The value at a path such as {@code now.sentence.zh}; null where there is none. */
  static Object find(Object value, String path) {
    for (String name : path.split("\\.")) {
      value = value instanceof Map ? ((Map<?, ?>) value).get(name) : null;
    }
    return value;
  }

  static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char each : value.toCharArray()) {
      if (each == '"' || each == '\\') quoted.append('\\').append(each);
      else if (each < ' ') quoted.append(String.format("\\u%04x", (int) each));
      else quoted.append(each);
    }
    return quoted.append('"').toString();
  }

  private Object value(int depth) {
    if (depth > DEPTH_MAX) throw wrong();
    char next = peek();
    if (next == '{') return object(depth);
    if (next == '[') return array(depth);
    if (next == '"') return string();
    int start = at;
    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++;
    String word = text.substring(start, at);
    if (word.equals("true") || word.equals("false")) return word.equals("true");
    if (word.equals("null")) return null;
    if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) throw wrong();
    return word;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    if (taken('}')) return object;
    do {
      if (peek() != '"') throw wrong();
      String name = string();
      if (!taken(':')) throw wrong();
      object.put(name, value(depth + 1));
    } while (taken(','));
    if (!taken('}')) throw wrong();
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    at++;
    if (taken(']')) return array;
    do array.add(value(depth + 1));
    while (taken(','));
    if (!taken(']')) throw wrong();
    return array;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == '"') {
        at++;
        return string.toString();
      }
      string.append(each == '\\' ? escaped() : each);
    }
    throw wrong();
  }

  private char escaped() {
    if (++at >= text.length()) throw wrong();
    char each = text.charAt(at);
    if (each == 'u' && at + 4 < text.length()) {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
    }
    int known = "\"\\/bfnrt".indexOf(each);
    if (known < 0) throw wrong();
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private char peek() {
    space();
    if (at >= text.length()) throw wrong();
    return text.charAt(at);
  }

  private boolean taken(char mark) {
    boolean isNext = peek() == mark;
    if (isNext) at++;
    return isNext;
  }

  private void space() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) at++;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at character " + at);
  }
}
