package org.histloss.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeBackendTest {
  @Test
  void otherKernelsChosenByTheEnvironmentComputeDifferently() {
    NativeBackend plain = backend(Map.of("PATH", "/bin"));
    NativeBackend chosen = backend(Map.of("PATH", "/bin", "OPENBLAS_CORETYPE", "Haswell"));

    assertThat(plain.blas()).isEqualTo("OPENBLAS, 1 threads");
    assertThat(chosen.blas()).isEqualTo("OPENBLAS, 1 threads, OPENBLAS_CORETYPE=Haswell");
    assertThat(plain.computesLike(chosen)).isFalse();
    assertThat(plain.computesLike(backend(Map.of()))).isTrue();
  }

  @Test
  void allVariablesAreNamedInOneOrder() {
    Map<String, String> environment =
        Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "OPENBLAS_L2_SIZE", "1024");

    assertThat(NativeBackend.chosenKernels(environment))
        .isEqualTo(", OPENBLAS_L2_SIZE=1024, ONEDNN_MAX_CPU_ISA=AVX2");
  }

  private static NativeBackend backend(Map<String, String> environment) {
    String blas = "OPENBLAS, 1 threads" + NativeBackend.chosenKernels(environment);
    return new NativeBackend("here", "17", "nd4jcpu", blas, "avx2", true, 1, 0);
  }
}
