package org.histloss.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.histloss.network.NativeBackend;

/** What made a report. */
final class Versions {
  private Versions() {}

  /** Component → version, on the driver. */
  static Map<String, String> all(String sparkVersion) {
    NativeBackend backend = NativeBackend.ofThisJvm();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("histloss", Version.text());
    versions.put("Java", backend.java());
    versions.put("Spark", sparkVersion);
    versions.put("native library", backend.library());
    versions.put("BLAS", backend.blas());
    versions.put("OneDNN", backend.oneDnn() ? "in use" : "not in use");
    versions.put("instruction set", backend.instructionSet());
    return versions;
  }
}
