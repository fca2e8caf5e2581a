package org.nd4j.nativeblas;

/**
 * Brings OneDNN back to life in DL4J 1.0.0-M2 and M2.1.
 *
 * <p>DL4J asks by reflection for {@code org.nd4j.nativeblas.Nd4jCpu$Environment} before it uses a
 * OneDNN layer; the bindings moved to another package before these releases, so that the question
 * fails and convolutions fall back to a path that is 7–9 times slower. This class answers it from
 * the new place. It is used only with {@code -Dorg.eclipse.deeplearning4j.helpers.disable=false}; a
 * test and {@code histloss doctor} tell whether OneDNN is in use.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The native environment, under the name that DL4J asks for. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The one instance. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** True when the native library was built with OneDNN and uses it. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
