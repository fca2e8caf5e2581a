package org.histloss.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class FragmentsTest {
  private static Iterator<StoredSample> samples(int bytes, long... ordinals) {
    return Arrays.stream(ordinals)
        .mapToObj(ordinal -> new StoredSample(ordinal, "id-" + ordinal, new byte[bytes], null))
        .iterator();
  }

  private static List<Tuple2<Long, byte[]>> pack(Iterator<StoredSample> samples, int batchSize) {
    List<Tuple2<Long, byte[]>> fragments = new ArrayList<>();
    Fragments.pack(samples, MiniBatches.of(LongStream.range(0, 12).toArray(), batchSize))
        .forEachRemaining(fragments::add);
    return fragments;
  }

  @Test
  void samplesOfOneMiniBatchThatFollowEachOtherTravelTogether() {
    List<Tuple2<Long, byte[]>> fragments = pack(samples(3, 4, 5, 7, 8, 9, 6, 0), 4);
    assertThat(fragments.stream().map(Tuple2::_1)).containsExactly(4L, 8L, 6L, 0L);
  }

  @Test
  void whatIsPackedComesOutAsItWas() {
    StoredSample numbers = new StoredSample(9, "n", null, new float[] {1.5f, -2f});
    StoredSample picture = new StoredSample(8, "ß", new byte[] {1, 2, 3}, null);
    List<StoredSample> found = new ArrayList<>();
    Fragments.unpack(pack(List.of(numbers, picture).iterator(), 4).iterator())
        .forEachRemaining(found::add);
    assertThat(found).usingRecursiveComparison().isEqualTo(List.of(numbers, picture));
  }

  @Test
  void largePicturesTravelByFewer() {
    List<Tuple2<Long, byte[]>> fragments = pack(samples(3 << 20, 0, 1, 2, 3), 8);
    assertThat(fragments.stream().map(Tuple2::_1)).containsExactly(0L, 2L);
  }
}
