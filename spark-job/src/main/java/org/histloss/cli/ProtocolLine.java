package org.histloss.cli;

import org.histloss.report.ReportData.Protocol;

/** The protocol as every printed result names it: a score without it says nothing. */
final class ProtocolLine {
  private ProtocolLine() {}

  /** {@code protocol: } with the name and, where they are known, the rules, in one line. */
  static String of(Protocol protocol) {
    String rules = protocol.description();
    String text =
        rules == null
            ? protocol.name()
            : rules.startsWith(protocol.name()) ? rules : protocol.name() + ": " + rules;
    return "protocol: " + text.replaceAll("\\s+", " ");
  }
}
