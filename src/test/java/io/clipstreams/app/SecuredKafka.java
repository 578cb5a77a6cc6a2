package io.clipstreams.app;

import io.clipstreams.local.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A broker that speaks TLS only, asks for a user and a password, and checks permissions. */
final class SecuredKafka implements AutoCloseable {
  static final String ADMIN = "admin";
  static final String APPLICATION = "application";
  static final String CLIENT = "client";
  static final String OPERATOR = "operator";

  /** Of a shape that nothing else in a log has. */
  static final String PASSWORD_MARK = "pa55word";

  private static final String STORE_PASSWORD = PASSWORD_MARK + "-of-the-store";
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private final EmbeddedKafka kafka;
  private final Path store;

  private SecuredKafka(EmbeddedKafka kafka, Path store) {
    this.kafka = kafka;
    this.store = store;
  }

  static SecuredKafka start(Path directory) throws Exception {
    Path store = certificate(directory);
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put("listener.name.plaintext.plain.sasl.jaas.config", users());
    settings.put("ssl.keystore.location", store.toString());
    settings.put("ssl.keystore.password", STORE_PASSWORD);
    settings.put("ssl.truststore.location", store.toString());
    settings.put("ssl.truststore.password", STORE_PASSWORD);
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("allow.everyone.if.no.acl.found", "false");
    // The controller's listener, on which nobody else speaks, has no users.
    settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    return new SecuredKafka(
        EmbeddedKafka.start(new EmbeddedKafka.Settings("127.0.0.1", 0, Optional.empty(), settings)),
        store);
  }

  private static String users() {
    StringBuilder jaas = new StringBuilder(login(ADMIN));
    for (String user : List.of(ADMIN, APPLICATION, CLIENT, OPERATOR)) {
      jaas.append(" user_").append(user).append("=\"").append(password(user)).append('"');
    }
    return jaas.append(';').toString();
  }

  private static String login(String user) {
    return "%s username=\"%s\" password=\"%s\"".formatted(MODULE, user, password(user));
  }

  private static String password(String user) {
    return PASSWORD_MARK + "-of-" + user;
  }

  /** What a user's clients are configured with. */
  Map<String, String> clientSettings(String user) {
    return Map.of(
        "bootstrap.servers",
        kafka.bootstrapServers(),
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login(user) + ";",
        "ssl.truststore.location",
        store.toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  private static Path certificate(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("broker.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-validity", "2"));
    command.addAll(List.of("-dname", "CN=broker", "-ext", "SAN=IP:127.0.0.1,DNS:localhost"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", STORE_PASSWORD));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + directory.resolve("keytool.log"));
    }
    return store;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
