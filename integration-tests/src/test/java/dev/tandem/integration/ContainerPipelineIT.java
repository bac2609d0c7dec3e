/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.ConnectApi;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The pipeline in the images of {@code docker/}. Skipped where no container engine runs. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerPipelineIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Network NETWORK = Network.newNetwork();

    @Container
    private static final KafkaContainer KAFKA =
            new KafkaContainer("apache/kafka:4.3.1").withNetwork(NETWORK).withListener("kafka:19092");

    @Container
    private static final GenericContainer<?> REGISTRY = container("apicurio/apicurio-registry-mem:2.6.13.Final")
            .withNetworkAliases("registry")
            .withExposedPorts(8080);

    @Container
    private static final GenericContainer<?> POSTGRES = container("postgres:17")
            .withNetworkAliases("postgres")
            .withCommand("postgres", "-c", "wal_level=logical")
            .withEnv(Map.of("POSTGRES_USER", "tandem", "POSTGRES_PASSWORD", "tandem", "POSTGRES_DB", "tandem"))
            .withExposedPorts(5432);

    @Container
    private static final GenericContainer<?> ORG = new GenericContainer<>(image("simulator"))
            .withNetwork(NETWORK)
            .withNetworkAliases("salesforce")
            .withCommand("--client-id", "tandem", "--client-secret", "tandem-secret")
            .withExposedPorts(8080);

    @Container
    private static final GenericContainer<?> CONNECT = new GenericContainer<>(image("connect"))
            .withNetwork(NETWORK)
            .dependsOn(KAFKA, REGISTRY, POSTGRES, ORG)
            .withEnv("BOOTSTRAP_SERVERS", "kafka:19092")
            .withEnv(Map.of(
                    "SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7",
                    "SALESFORCE_INSTANCE", "http://salesforce:8080",
                    "SALESFORCE_CONSUMER_KEY", "tandem",
                    "SALESFORCE_CONSUMER_SECRET", "tandem-secret",
                    "SALESFORCE_OBJECTS", "Account",
                    "POSTGRES_URL", "jdbc:postgresql://postgres:5432/tandem",
                    "POSTGRES_USER", "tandem",
                    "POSTGRES_PASSWORD", "tandem"))
            .withExposedPorts(8083);

    @Test
    void copiesRecordsBetweenContainers() {
        OrgControl org = new OrgControl(URI.create(address(ORG, 8080)));
        org.addRecords("Account", 100);

        ConnectApi connect = new ConnectApi(address(CONNECT, 8083));
        connect.install("salesforce-to-postgres", ContainerFilesIT.connector("salesforce-to-postgres.json"), LIMIT);
        connect.install("salesforce-to-kafka", ContainerFilesIT.connector("salesforce-to-kafka.json"), LIMIT);

        await("rows in Postgres")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(rows()).isEqualTo(100));
    }

    private static long rows() throws SQLException {
        String url = "jdbc:postgresql://" + POSTGRES.getHost() + ":" + POSTGRES.getMappedPort(5432) + "/tandem";
        try (Connection connection = DriverManager.getConnection(url, "tandem", "tandem");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM salesforce.\"Account\"")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static String address(GenericContainer<?> container, int port) {
        return "http://" + container.getHost() + ":" + container.getMappedPort(port);
    }

    private static GenericContainer<?> container(String image) {
        return new GenericContainer<>(image).withNetwork(NETWORK);
    }

    private static ImageFromDockerfile image(String target) {
        return new ImageFromDockerfile()
                .withFileFromPath(".", REPOSITORY)
                .withDockerfilePath("docker/Dockerfile")
                .withTarget(target);
    }
}
