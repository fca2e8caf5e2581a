package org.histloss.retraining;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who runs a command, as others read it. */
final class Owner {
  private Owner() {}

  /** The name that was given, or user@host and the process. */
  static String of(String given) {
    return given.isBlank()
        ? "%s@%s, process %d"
            .formatted(
                System.getProperty("user.name", "unknown"), host(), ProcessHandle.current().pid())
        : given;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }
}
