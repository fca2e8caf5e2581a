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
  private static final Augment ALL = new Augment(3, true, 0.2, 15, 0.2, 0.1, 0.5);

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
    Augmentation none = new Augmentation(new Augment(0, false, 0, 0, 0, 0, 0), SHAPE, 5);
    assertThat(none.apply(picture(), 3, "a")).isEqualTo(picture());
  }

  @Test
  void a_shift_moves_by_whole_pixels_and_repeats_the_border() {
    Augmentation shift = new Augmentation(new Augment(2, false, 0, 0, 0, 0, 0), SHAPE, 5);
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
    Augmentation flip = new Augmentation(new Augment(0, true, 0, 0, 0, 0, 0), SHAPE, 5);
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
  void a_zoom_by_two_shows_the_middle_half_twice_as_large() {
    float[] ramp = ramp();
    float[] zoomed = new Warp(2.0, 0.0).apply(ramp, SHAPE);
    // Columns run from 0 to 9 about 4.5: column x shows what stood at 4.5 + (x - 4.5) / 2.
    for (int x = 0; x < 10; x++) {
      assertThat(zoomed[x]).isCloseTo((float) (4.5 + (x - 4.5) / 2) / 10, within(1e-6f));
    }
  }

  @Test
  void a_half_turn_reads_the_picture_backwards_and_none_leaves_it() {
    float[] pixels = picture();
    float[] turned = new Warp(1.0, Math.PI).apply(pixels, SHAPE);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 120; i++) {
        assertThat(turned[c * 120 + i]).isCloseTo(pixels[c * 120 + 119 - i], within(1e-5f));
      }
    }
    assertThat(new Warp(1.0, 0.0).apply(pixels, SHAPE)).isEqualTo(pixels);
  }

  @Test
  void a_quarter_turn_is_clockwise() {
    SampleShape square = new SampleShape(1, 3, 3, 0);
    float[] pixels = {1, 0, 0, 0, 0, 0, 0, 0, 0};
    float[] turned = new Warp(1.0, Math.PI / 2).apply(pixels, square);
    assertThat(turned[2]).isCloseTo(1f, within(1e-6f));
    assertThat(turned[0]).isCloseTo(0f, within(1e-6f));
  }

  @Test
  void zoom_enlarges_as_often_as_it_reduces_and_stays_within_its_limit() {
    Augmentation zoom = new Augmentation(new Augment(0, false, 0.5, 0, 0, 0, 0), SHAPE, 5);
    int enlarged = 0;
    for (int b = 0; b < 400; b++) {
      float[] changed = zoom.apply(ramp(), b, "a");
      double factor = 0.1 / (changed[5] - changed[4]);
      assertThat(factor).isBetween(1 / 1.5001, 1.5001);
      enlarged += factor > 1 ? 1 : 0;
    }
    assertThat(enlarged).isBetween(160, 240);
  }

  /** Each column a tenth brighter than the one before. */
  private static float[] ramp() {
    float[] ramp = new float[SHAPE.size()];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (i % 10) / 10f;
    }
    return ramp;
  }

  @Test
  void brightness_scales_all_channels_alike_and_colour_each_for_itself() {
    float[] grey = new float[SHAPE.size()];
    java.util.Arrays.fill(grey, 0.5f);
    int plane = 120;
    Augmentation bright = new Augmentation(new Augment(0, false, 0, 0, 0.2, 0, 0), SHAPE, 5);
    Augmentation colour = new Augmentation(new Augment(0, false, 0, 0, 0, 0.2, 0), SHAPE, 5);
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
    Augmentation erase = new Augmentation(new Augment(0, false, 0, 0, 0, 0, 1), SHAPE, 5);
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
