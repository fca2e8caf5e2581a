package org.histloss.cli;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param ok whether it is as it must be
 * @param name what was looked at
 * @param text what was found, and where it is off, what to do
 */
record Finding(boolean ok, String name, String text) {

  static Finding fact(String name, String text) {
    return new Finding(true, name, text);
  }

  /** Well with {@code text}, or off with {@code text} and a remedy. */
  static Finding expect(boolean ok, String name, String text, String remedy) {
    return new Finding(ok, name, ok ? text : text + ": " + remedy);
  }

  String line() {
    return "%-4s  %-16s  %s".formatted(ok ? "ok" : "OFF", name, text);
  }
}
