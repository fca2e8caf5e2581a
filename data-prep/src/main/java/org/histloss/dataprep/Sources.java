package org.histloss.dataprep;

import org.histloss.dataprep.demo.EmojiSource;
import org.histloss.dataprep.demo.GlyphSource;
import org.histloss.dataprep.source.CsvSource;
import org.histloss.dataprep.source.FolderSource;
import org.histloss.dataprep.source.ParquetSource;
import org.histloss.dataprep.source.SampleSource;

/** Finds the source of a name. */
final class Sources {
  private Sources() {}

  static SampleSource of(PrepareSettings settings) {
    PrepareSettings.Source from = settings.source();
    return switch (from.name()) {
      case "folder" -> new FolderSource(from.input());
      case "csv" -> new CsvSource(from.input());
      case "parquet" -> new ParquetSource(from.input());
      case "emoji" -> new EmojiSource(from.cache(), side(settings));
      case "glyphs" -> new GlyphSource(from.seed(), side(settings));
      default -> throw new IllegalStateException("no source " + from.name());
    };
  }

  private static int side(PrepareSettings settings) {
    return Math.max(settings.picture().height(), settings.picture().width());
  }
}
