package org.histloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.histloss.config.Settings.Augment;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final SampleShape SHAPE = new SampleShape(3, 12, 10, 0);
  private static final Augment ALL = new Augment(3, true, 0.2, 0.1, 0.5);

  private static float[] picture() {
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return pixels;
  }

  @Test
  void seed_batch_and_sample_decide_alone() {
    Augmentation one = new Augmentation(ALL, SHAPE, 5);
    one.apply(picture(), 1, "x");
    Augmentation other = new Augmentation(ALL, SHAPE, 5);
    assertThat(one.apply(picture(), 7, "a")).isEqualTo(other.apply(picture(), 7, "a"));
    float[] base = other.apply(picture(), 7, "a");
    assertThat(other.apply(picture(), 8, "a")).isNotEqualTo(base);
    assertThat(other.apply(picture(), 7, "b")).isNotEqualTo(base);
    assertThat(new Augmentation(ALL, SHAPE, 6).apply(picture(), 7, "a")).isNotEqualTo(base);
  }

  @Test
  void the_argument_is_left_alone_and_numbers_stay_in_range() {
    float[] pixels = picture();
    for (int b = 0; b < 50; b++) {
      float[] changed = new Augmentation(ALL, SHAPE, 5).apply(pixels, b, "a");
      assertThat(changed).hasSize(SHAPE.size());
      for (float value : changed) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
    assertThat(pixels).isEqualTo(picture());
  }

  @Test
  void nothing_allowed_changes_nothing() {
    Augmentation none = new Augmentation(new Augment(0, false, 0, 0, 0), SHAPE, 5);
    assertThat(none.apply(picture(), 3, "a")).isEqualTo(picture());
  }

  @Test
  void a_shift_moves_by_whole_pixels_and_repeats_the_border() {
    Augmentation shift = new Augmentation(new Augment(2, false, 0, 0, 0), SHAPE, 5);
    float[] pixels = picture();
    long distinct =
        IntStream.range(0, 200)
            .mapToObj(b -> java.util.Arrays.toString(shift.apply(pixels, b, "a")))
            .distinct()
            .count();
    assertThat(distinct).isEqualTo(25);
    float[] flat = new float[SHAPE.size()];
    java.util.Arrays.fill(flat, 0.25f);
    assertThat(shift.apply(flat, 1, "a")).isEqualTo(flat);
  }

  @Test
  void a_mirrored_picture_is_mirrored_half_of_the_time() {
    Augmentation flip = new Augmentation(new Augment(0, true, 0, 0, 0), SHAPE, 5);
    float[] pixels = picture();
    long same =
        IntStream.range(0, 1000)
            .filter(b -> java.util.Arrays.equals(flip.apply(pixels, b, "a"), pixels))
            .count();
    assertThat(same).isBetween(430L, 570L);
    float[] mirrored =
        IntStream.range(0, 1000)
            .mapToObj(b -> flip.apply(pixels, b, "a"))
            .filter(p -> !java.util.Arrays.equals(p, pixels))
            .findFirst()
            .orElseThrow();
    assertThat(mirrored[0]).isEqualTo(pixels[SHAPE.width() - 1]);
  }

  @Test
  void brightness_scales_all_channels_alike_and_colour_each_for_itself() {
    float[] grey = new float[SHAPE.size()];
    java.util.Arrays.fill(grey, 0.5f);
    int plane = 120;
    Augmentation bright = new Augmentation(new Augment(0, false, 0.2, 0, 0), SHAPE, 5);
    Augmentation colour = new Augmentation(new Augment(0, false, 0, 0.2, 0), SHAPE, 5);
    for (int b = 0; b < 20; b++) {
      float[] changed = bright.apply(grey, b, "a");
      assertThat(changed[0]).isBetween(0.4f, 0.6f);
      assertThat(changed[plane]).isCloseTo(changed[0], within(1e-6f));
      float[] tinted = colour.apply(grey, b, "a");
      assertThat(tinted[plane]).isNotEqualTo(tinted[0]);
    }
  }

  @Test
  void erasing_fills_one_rectangle_with_one_grey() {
    Augmentation erase = new Augmentation(new Augment(0, false, 0, 0, 1), SHAPE, 5);
    float[] pixels = picture();
    float[] changed = erase.apply(pixels, 4, "a");
    int[] hit = IntStream.range(0, 120).filter(i -> changed[i] != pixels[i]).toArray();
    assertThat(hit).isNotEmpty();
    assertThat(hit.length).isLessThan(70);
    for (int i : hit) {
      assertThat(changed[i]).isEqualTo(changed[hit[0]]).isEqualTo(changed[120 + i]);
    }
  }

  @Test
  void feature_vectors_are_left_as_they_are() {
    float[] features = {1f, -2f, 3f};
    Augmentation any = new Augmentation(ALL, new SampleShape(0, 0, 0, 3), 5);
    assertThat(any.apply(features, 1, "a")).isSameAs(features);
  }
}
