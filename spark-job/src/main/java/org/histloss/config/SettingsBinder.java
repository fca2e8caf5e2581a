package org.histloss.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Carries values between configuration keys and record components, so that neither can have one
 * that the other lacks: component {@code warmUp} of record {@code training} is {@code
 * training.warm-up}.
 */
final class SettingsBinder {
  private SettingsBinder() {}

  /** The section that is no part of {@link Settings}. */
  private static final String RETRAIN = "retrain";

  /** Builds the settings from a complete, resolved configuration. */
  static Settings bind(Config config) {
    return Settings.class.cast(bind(config, Settings.class, ""));
  }

  /** Builds what retraining looks after from a complete, resolved configuration. */
  static RetrainSettings bindRetrain(Config config) {
    return RetrainSettings.class.cast(bind(config, RetrainSettings.class, RETRAIN));
  }

  /** Every key that the records know, in their order. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    collectKeys(Settings.class, "", keys);
    collectKeys(RetrainSettings.class, RETRAIN, keys);
    return keys;
  }

  /** Key and value as text, in the order of the records. */
  static Map<String, String> values(Settings settings) {
    Map<String, String> values = new LinkedHashMap<>();
    walk(settings, "", (key, value) -> values.put(key, text(value)));
    return values;
  }

  /** A configuration file that gives these settings again. */
  static String render(Settings settings) {
    StringBuilder file = new StringBuilder();
    ConfigRenderOptions concise = ConfigRenderOptions.concise();
    walk(
        settings,
        "",
        (key, value) -> {
          Object plain = value instanceof Enum<?> e ? kebab(e.name()) : value;
          String rendered = ConfigValueFactory.fromAnyRef(plain).render(concise);
          file.append(key).append(" = ").append(rendered).append('\n');
        });
    return file.toString();
  }

  /** {@code averagingPeriod} and {@code AVERAGING_PERIOD} become {@code averaging-period}. */
  static String kebab(String name) {
    String dashed = name.replace('_', '-');
    boolean constant = dashed.equals(dashed.toUpperCase(Locale.ROOT));
    String split = constant ? dashed : dashed.replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    return split.toLowerCase(Locale.ROOT);
  }

  private static Object bind(Config config, Class<?> type, String prefix) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
      String key = key(component, prefix);
      arguments[i] =
          types[i].isRecord()
              ? bind(config, types[i], key)
              : SettingValue.read(key, value(config, key), component.getGenericType());
    }
    return construct(type, types, arguments);
  }

  private static ConfigValue value(Config config, String key) {
    return config.getValue(ConfigUtil.joinPath(key.split("\\.")));
  }

  /** The component's key, or for a section the prefix of its keys. */
  private static String key(RecordComponent component, String prefix) {
    if (component.isAnnotationPresent(Inline.class)) {
      return prefix;
    }
    String name = kebab(component.getName());
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  private static Object construct(Class<?> type, Class<?>[] types, Object[] arguments) {
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(type + " can't be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " can't be made", e);
    }
  }

  private static void collectKeys(Class<?> type, String prefix, List<String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = key(component, prefix);
      if (component.getType().isRecord()) {
        collectKeys(component.getType(), key, keys);
      } else {
        keys.add(key);
      }
    }
  }

  private static void walk(Object holder, String prefix, BiConsumer<String, Object> visitor) {
    for (RecordComponent component : holder.getClass().getRecordComponents()) {
      String key = key(component, prefix);
      Object value = get(component, holder);
      if (component.getType().isRecord()) {
        walk(value, key, visitor);
      } else {
        visitor.accept(key, value);
      }
    }
  }

  private static Object get(RecordComponent component, Object holder) {
    try {
      return component.getAccessor().invoke(holder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " can't be read", e);
    }
  }

  private static String text(Object value) {
    return value instanceof Enum<?> e ? kebab(e.name()) : String.valueOf(value);
  }

  /** The values that an enumeration's key accepts. */
  static List<String> names(Class<?> enumeration) {
    return Arrays.stream(enumeration.getEnumConstants())
        .map(constant -> kebab(((Enum<?>) constant).name()))
        .toList();
  }

  /** The defaults: {@code reference.conf} of this jar and nothing else. */
  static Config reference() {
    return ConfigFactory.parseResources(SettingsBinder.class.getClassLoader(), "reference.conf");
  }
}
