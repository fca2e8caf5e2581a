package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  @Test
  void aPageOfManyPicturesIsWarnedOf() {
    String page = ComparisonPage.render(SampleComparisons.photographs(20, 20), List.of(), null);
    long bytes = page.getBytes(StandardCharsets.UTF_8).length;

    assertThat(bytes).isGreaterThan(5_000_000);
    assertThat(PageSize.warning("comparison.html", bytes))
        .matches(
            "comparison\\.html takes \\d+\\.\\d MB: more than 5; set fewer report\\.queries.*");
    assertThat(PageSize.warning("comparison.html", 5_000_000)).isNull();
  }
}
