package org.histloss.report;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says so where the settings made a page that is too large to be mailed about. */
final class PageSize {
  private static final Logger LOG = LoggerFactory.getLogger(PageSize.class);
  private static final int MOST_BYTES = 5_000_000;

  private PageSize() {}

  /** Looks at a page that is about to be written. */
  static byte[] watched(String name, byte[] page) {
    String warning = warning(name, page.length);
    if (warning != null) {
      LOG.warn(warning);
    }
    return page;
  }

  /** The warning, or null for a page of at most five megabytes. */
  static String warning(String name, long bytes) {
    return bytes <= MOST_BYTES
        ? null
        : String.format(
            Locale.ROOT,
            "%s takes %.1f MB: more than 5; set fewer report.queries, report.neighbours or"
                + " report.suspects",
            name,
            bytes / 1e6);
  }
}
