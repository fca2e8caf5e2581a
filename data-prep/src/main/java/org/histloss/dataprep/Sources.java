package org.histloss.dataprep;

import org.histloss.dataprep.demo.EmojiSource;
import org.histloss.dataprep.source.FolderSource;
import org.histloss.dataprep.source.SampleSource;

/** Finds the source of a name. */
final class Sources {
  private Sources() {}

  static SampleSource of(PrepareSettings settings) {
    PrepareSettings.Source from = settings.source();
    return switch (from.name()) {
      case "folder" -> new FolderSource(from.input());
      case "emoji" ->
          new EmojiSource(
              from.cache(), Math.max(settings.picture().height(), settings.picture().width()));
      default -> throw new IllegalStateException("no source " + from.name());
    };
  }
}
