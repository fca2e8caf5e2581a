package org.histloss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version and the fingerprint of the sources that the jar was built from. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"histloss " + text()};
  }

  /** Such as {@code 0.1.0, sources 1f3a…}. */
  static String text() {
    String number = Histloss.class.getPackage().getImplementationVersion();
    return (number == null ? "not packaged" : number) + ", sources " + fingerprint();
  }

  private static String fingerprint() {
    try (InputStream file = Histloss.class.getResourceAsStream("/org/histloss/fingerprint")) {
      String all = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return all.isBlank() ? "unknown" : all.strip().substring(0, 12);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
