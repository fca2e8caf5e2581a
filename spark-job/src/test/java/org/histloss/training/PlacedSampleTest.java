package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacedSampleTest {
  @Test
  void a_picture_arrives_as_it_was_sent() {
    PlacedSample sent = new PlacedSample("bücher/1", "猫", 3, 128, new byte[] {-1, 0, 7}, null);

    PlacedSample arrived = PlacedSample.decode(sent.encode());

    assertThat(arrived).usingRecursiveComparison().isEqualTo(sent);
    assertThat(arrived.name()).hasToString("sample bücher/1 of identity 猫");
  }

  @Test
  void features_keep_their_bits() {
    float[] features = {Float.NaN, -0f, Float.MIN_VALUE, 1e38f};
    PlacedSample sent = new PlacedSample("", "", 0, 2, null, features);

    PlacedSample arrived = PlacedSample.decode(sent.encode());

    assertThat(arrived.features()).isEqualTo(features);
    assertThat(arrived.image()).isNull();
  }

  @Test
  void a_sample_without_either_arrives() {
    PlacedSample sent = new PlacedSample("a", "b", 1, 1, null, null);

    assertThat(PlacedSample.decode(sent.encode())).isEqualTo(sent);
  }
}
