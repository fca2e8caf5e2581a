package org.histloss.config;

import static org.histloss.dataset.JobException.badConfiguration;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.histloss.dataset.JobException;

/**
 * Reads the settings of a job: {@code reference.conf}, overridden by one file, overridden by {@code
 * key=value} pairs. Unknown keys and bad values are refused with one line and exit code 20.
 *
 * <p>Files are HOCON. {@code ${?NAME}} in a file takes an environment variable where it is set;
 * system properties are not looked at.
 */
public final class SettingsReader {
  private SettingsReader() {}

  /** The defaults. */
  public static Settings defaults() {
    return read(null, List.of());
  }

  /** The defaults, overridden by pairs such as {@code training.seed=7}; later ones win. */
  public static Settings with(String... pairs) {
    return read(null, List.of(pairs));
  }

  /**
   * Reads a job's settings over those of a finished run.
   *
   * @param base an effective configuration, see {@link Settings#effective}
   * @param file a configuration file, or null for none
   * @param pairs {@code key=value}; all win over the file, which wins over {@code base}
   */
  public static Settings readOver(String base, Path file, List<String> pairs) {
    return read(ConfigFactory.parseString(base), file == null ? null : parse(file), pairs);
  }

  /**
   * Reads a job's settings over those of a finished run, from a file that was read already.
   *
   * @param base an effective configuration, see {@link Settings#effective}; may be empty
   * @param name the file's, for messages
   * @param text the file's content
   * @param pairs {@code key=value}; all win over the file, which wins over {@code base}
   */
  public static Settings readOver(String base, String name, String text, List<String> pairs) {
    Config file = parse(name, () -> ConfigFactory.parseString(text));
    return read(ConfigFactory.parseString(base), file, pairs);
  }

  /**
   * Reads a job's settings.
   *
   * @param file a configuration file, or null for none
   * @param pairs {@code key=value}, the value in HOCON; later ones win, all win over the file
   * @throws org.histloss.dataset.JobException exit code 20: no such file, not HOCON, an unknown
   *     key, a value of the wrong type or out of range
   */
  public static Settings read(Path file, List<String> pairs) {
    return readOver("", file, pairs);
  }

  /**
   * Reads what retraining looks after from the same file and pairs as {@link #read(Path, List)}.
   *
   * @throws org.histloss.dataset.JobException as there
   */
  public static RetrainSettings readRetrain(Path file, List<String> pairs) {
    return SettingsBinder.bindRetrain(
        complete(ConfigFactory.empty(), file == null ? null : parse(file), pairs));
  }

  /**
   * The same from a file that was read already.
   *
   * @param name the file's, for messages
   * @param text the file's content
   */
  public static RetrainSettings readRetrain(String name, String text, List<String> pairs) {
    Config file = parse(name, () -> ConfigFactory.parseString(text));
    return SettingsBinder.bindRetrain(complete(ConfigFactory.empty(), file, pairs));
  }

  /**
   * What the settings say of one key, whatever else is wrong with them: so that it can be told,
   * where people look, that they were refused.
   *
   * @param key such as {@code retrain.registry}
   * @return nothing where they don't say it, or not in a way that can be read
   */
  public static Optional<String> named(String key, Path file, List<String> pairs) {
    return named(key, () -> file == null ? ConfigFactory.empty() : parse(file), pairs);
  }

  /**
   * The same from a file that is read where no pair says it.
   *
   * @param name the file's, for messages
   * @param text reads the file; may fail as a job does
   */
  public static Optional<String> named(
      String key, String name, Supplier<String> text, List<String> pairs) {
    return named(key, () -> parse(name, () -> ConfigFactory.parseString(text.get())), pairs);
  }

  private static Optional<String> named(String key, Supplier<Config> file, List<String> pairs) {
    try {
      Config named = ConfigFactory.empty();
      for (String pair : pairs) {
        if (pair.strip().startsWith(key)) {
          named = override(pair).withFallback(named);
        }
      }
      Config config = named.hasPath(key) ? named : file.get();
      return config.hasPath(key) ? Optional.of(config.getString(key)) : Optional.empty();
    } catch (JobException | ConfigException e) {
      return Optional.empty();
    }
  }

  private static Settings read(Config base, Config file, List<String> pairs) {
    return SettingsBinder.bind(complete(base, file, pairs));
  }

  private static Config complete(Config base, Config file, List<String> pairs) {
    Config user = file == null ? base : file.withFallback(base);
    refuseUnknown(user.root());
    for (String pair : pairs) {
      Config override = override(pair);
      refuseUnknown(override.root());
      user = override.withFallback(user);
    }
    return user.withFallback(SettingsBinder.reference()).resolve();
  }

  private static Config parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw badConfiguration("--config %s: no such file", file);
    }
    ConfigParseOptions strict = ConfigParseOptions.defaults().setAllowMissing(false);
    return parse(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), strict));
  }

  private static Config parse(String name, Supplier<Config> file) {
    try {
      return file.get().resolve();
    } catch (ConfigException e) {
      throw badConfiguration("--config %s: %s", name, oneLine(e));
    }
  }

  private static Config override(String pair) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw badConfiguration("--set %s: must be key=value", SettingValue.shown(pair, pair));
    }
    String key = pair.substring(0, equals).trim();
    try {
      ConfigUtil.splitPath(key);
    } catch (ConfigException e) {
      throw badConfiguration(
          "--set %s: %s is not a key",
          SettingValue.shown(pair, pair), SettingValue.shown(key, key));
    }
    return ConfigFactory.empty().withValue(key, value(pair.substring(equals + 1).trim()));
  }

  /** HOCON where it is such ({@code [1, 5]}, {@code 1e-3}), else the text as it stands. */
  private static ConfigValue value(String text) {
    try {
      ConfigObject parsed = ConfigFactory.parseString("v = " + text).resolve().root();
      if (parsed.size() == 1 && parsed.get("v") != null) {
        return parsed.get("v");
      }
    } catch (ConfigException e) {
      return ConfigValueFactory.fromAnyRef(text);
    }
    return ConfigValueFactory.fromAnyRef(text);
  }

  private static void refuseUnknown(ConfigObject given) {
    List<String> known = SettingsBinder.keys();
    Set<String> sections = new HashSet<>();
    known.forEach(key -> sections.add(key.substring(0, key.lastIndexOf('.'))));
    Map<String, ConfigValue> leaves = new TreeMap<>();
    collectLeaves(given, "", leaves);
    leaves.forEach(
        (key, value) -> {
          if (sections.contains(key)) {
            // Without the value: the address of a web hook, say, whose .url was forgotten.
            throw badConfiguration("%s: is a section, must hold keys", key);
          }
          if (!known.contains(key)) {
            throw badConfiguration(
                "%s: unknown key, did you mean %s?", key, NearestKey.of(key, known));
          }
          if (value.valueType() == ConfigValueType.NULL) {
            throw badConfiguration("%s = null: must have a value", key);
          }
        });
  }

  private static void collectLeaves(
      ConfigObject object, String prefix, Map<String, ConfigValue> leaves) {
    object.forEach(
        (name, value) -> {
          String key = prefix + name;
          if (name.indexOf('.') >= 0) {
            throw badConfiguration(
                "\"%s\": unknown key; in quotes it is one name, leave them out or nest it", key);
          }
          if (value instanceof ConfigObject section) {
            collectLeaves(section, key + ".", leaves);
          } else {
            leaves.put(key, value);
          }
        });
  }

  private static String oneLine(ConfigException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
