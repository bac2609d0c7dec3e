/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that starts a platform. */
final class DemoOptions {
    @Option(
            names = "--workdir",
            paramLabel = "DIR",
            description =
                    "Where all state and logs are kept. Default: demo, or demo-2 and so on next to a running one.")
    private Path workdir;

    @Option(
            names = "--objects",
            paramLabel = "A,B__c",
            split = ",",
            description =
                    "The objects to follow; one that the org does not have is made. Default: Account,Contact,Opportunity,"
                            + "Invoice__c.")
    private List<String> objects = List.of("Account", "Contact", "Opportunity", "Invoice__c");

    @Option(
            names = "--restart",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Restart any part that dies, as an orchestrator would; the org excepted, whose records die with it."
                            + " With --no-restart, the demo ends then. Default: restart.")
    private boolean restart;

    @ArgGroup(validate = false, heading = "Ports on loopback; a free one is chosen for each that is not named.%n")
    private PortOptions ports = new PortOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** A port for each part. */
    static final class PortOptions {
        @Option(names = "--connect-port", paramLabel = "N", description = "Connect REST API")
        private int connect;

        @Option(names = "--kafka-port", paramLabel = "N", description = "Kafka")
        private int kafka;

        @Option(names = "--registry-port", paramLabel = "N", description = "Schema registry")
        private int registry;

        @Option(names = "--salesforce-port", paramLabel = "N", description = "Salesforce simulator")
        private int salesforce;

        @Option(names = "--postgres-port", paramLabel = "N", description = "Postgres")
        private int postgres;
    }

    List<String> objects() {
        return objects;
    }

    /** @throws ParameterException before anything starts, if an object cannot have such a name */
    void check() {
        for (String object : objects) {
            if (!object.matches("[A-Za-z]\\w*")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--objects has '" + object
                                + "', which is not the API name of an object, such as Account or Employee__c.");
            }
        }
    }

    Demo.WhenAPartDies whenAPartDies() {
        return restart ? Demo.WhenAPartDies.RESTART : Demo.WhenAPartDies.END;
    }

    Workdir claim() {
        return workdir == null
                ? Workdir.claimFree(Path.of(System.getProperty("tandem.home", "")))
                : Workdir.claim(workdir);
    }

    Platform.Builder platform(Workdir claimed) {
        Platform.Builder builder = Platform.builder(claimed.path())
                .addPlugins(Distribution.locate().debezium());
        port(builder, Part.CONNECT, ports.connect);
        port(builder, Part.KAFKA, ports.kafka);
        port(builder, Part.REGISTRY, ports.registry);
        port(builder, Part.SIMULATOR, ports.salesforce);
        port(builder, Part.POSTGRES, ports.postgres);
        return builder;
    }

    private static void port(Platform.Builder builder, Part part, int port) {
        if (port != 0) {
            builder.port(part, port);
        }
    }
}
