package org.histloss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version and the fingerprint of the sources that the jar was built from. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    String number = Histloss.class.getPackage().getImplementationVersion();
    return new String[] {
      "histloss " + (number == null ? "(not packaged)" : number) + ", sources " + fingerprint()
    };
  }

  private static String fingerprint() throws IOException {
    try (InputStream file = Histloss.class.getResourceAsStream("/org/histloss/fingerprint")) {
      String all = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return all.isBlank() ? "unknown" : all.strip().substring(0, 12);
    }
  }
}
