package io.clipstreams.serde;

import io.apicurio.registry.resolver.config.SchemaResolverConfig;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.clipstreams.config.ClipConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of the registries' serdes; what the user sets goes before all of them. */
final class RegistrySettings {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** How long what Apicurio's registry said is taken for true. */
  static final Duration CHECK_PERIOD = Duration.ofHours(1);

  private static final String APICURIO_API = "/apis/registry/v3";

  private RegistrySettings() {}

  static Map<String, Object> apicurio(Map<String, String> properties, Vertx client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT, true);
    // Otherwise a nested record becomes a subject of its own, which outside clients do not resolve.
    settings.put(SchemaResolverConfig.DEREFERENCE_SCHEMA, true);
    settings.put(AvroSerdeConfig.USE_SPECIFIC_AVRO_READER, true);
    settings.put(AvroSerdeConfig.AVRO_DATUM_PROVIDER, RememberedReaders.class);
    // An id never changes its schema, so what is known outlives an outage of the registry.
    settings.put(SchemaResolverConfig.CHECK_PERIOD_MS, CHECK_PERIOD.toMillis());
    settings.put(SchemaResolverConfig.FAULT_TOLERANT_REFRESH, true);
    // Who waits for the registry decides how long.
    settings.put(SchemaResolverConfig.RETRY_COUNT, 0);
    settings.put(SchemaResolverConfig.VERTX_INSTANCE, client);
    settings.putAll(properties);
    settings.put(
        SchemaResolverConfig.REGISTRY_URL,
        apicurioApi(properties.get(ClipConfig.APICURIO_REGISTRY_URL_CONFIG)));
    return settings;
  }

  /** The base URL, with the API's path unless there is one already. */
  static String apicurioApi(String url) {
    String path = URI.create(url).getPath();
    boolean hasApi = path != null && path.contains("/apis/");
    return hasApi ? url : url.replaceAll("/+$", "") + APICURIO_API;
  }

  /** By their names, since the classes that hold them are in few builds. */
  static Map<String, Object> confluent(Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("specific.avro.reader", true);
    settings.put("auto.register.schemas", true);
    settings.put("http.connect.timeout.ms", (int) CONNECT_TIMEOUT.toMillis());
    settings.put("http.read.timeout.ms", (int) READ_TIMEOUT.toMillis());
    settings.putAll(properties);
    return settings;
  }
}
