package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.junit.jupiter.api.Test;

class IdentitySplitTest {
  private static final int MANY = 4000;

  @Test
  void theHashIsTheDocumentedOne() throws Exception {
    java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
    sha.update(new byte[] {0, 0, 0, 0, 0, 0, 0, 5});
    byte[] hash = sha.digest("É𝄞".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    double expected = 0;
    for (int i = 0; i < 8; i++) {
      expected += (hash[i] & 0xff) * Math.pow(256, -(i + 1));
    }
    assertThat(IdentitySplit.unit(5, "É𝄞")).isCloseTo(expected, within(1e-15)).isBetween(0.0, 1.0);
  }

  @Test
  void sharesAreMetAndSeedsDiffer() {
    assertThat(share(new SplitRule(0.4, 0.1, 0.5, 1), "test")).isCloseTo(0.5, within(0.03));
    assertThat(share(new SplitRule(0.4, 0.1, 0.5, 1), "val")).isCloseTo(0.1, within(0.02));
    assertThat(share(new SplitRule(0.4, 0.1, 0.5, 1), "train")).isCloseTo(0.4, within(0.03));
    IdentitySplit one = new IdentitySplit(new SplitRule(0.5, 0, 0.5, 1));
    IdentitySplit two = new IdentitySplit(new SplitRule(0.5, 0, 0.5, 2));
    assertThat(names().filter(name -> !one.of(name).equals(two.of(name))).count())
        .isBetween(MANY * 4L / 10, MANY * 6L / 10);
  }

  @Test
  void validationIsCarvedFromTrainAndNeverTouchesTest() {
    IdentitySplit without = new IdentitySplit(new SplitRule(0.5, 0, 0.5, 3));
    IdentitySplit with = new IdentitySplit(new SplitRule(0.3, 0.2, 0.5, 3));
    names()
        .forEach(
            name -> {
              assertThat(with.of(name).equals("test")).isEqualTo(without.of(name).equals("test"));
              if (with.of(name).equals("val")) {
                assertThat(without.of(name)).isEqualTo("train");
              }
            });
  }

  @Test
  void aShareOfNothingGetsNothing() {
    assertThat(share(new SplitRule(1, 0, 0, 1), "train")).isEqualTo(1);
    assertThat(share(new SplitRule(0, 0, 1, 1), "test")).isEqualTo(1);
    assertThat(share(new SplitRule(0, 0.7, 0.3, 1), "train")).isZero();
    assertThat(share(new SplitRule(0.7, 0, 0.3, 1), "val")).isZero();
  }

  private static java.util.stream.Stream<String> names() {
    return IntStream.range(0, MANY).mapToObj(i -> "identity " + i);
  }

  private static double share(SplitRule rule, String split) {
    IdentitySplit of = new IdentitySplit(rule);
    return names().filter(name -> of.of(name).equals(split)).count() / (double) MANY;
  }
}
