/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import dev.tandem.salesforce.simulator.believable.BelievableOrg;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that runs a simulated org until it is stopped. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description =
                "A Salesforce org on loopback: REST, Bulk 2.0, OAuth and Streaming APIs, controlled under /simulator.")
public final class SimulatorCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Option(names = "--host", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "Port to listen on (any free one by default).")
    private int port;

    @Option(names = "--objects", split = ",", description = "Objects of the org (${DEFAULT-VALUE}).")
    private List<String> objects = BelievableOrg.OBJECTS;

    @Option(names = "--records", description = "Generated records of each object at the start (none by default).")
    private int records;

    @Option(names = "--client-id", description = "Consumer key of the connected app (made from the seed by default).")
    private String clientId;

    @Option(names = "--client-secret", description = "Its secret (made from the seed by default).")
    private String clientSecret;

    @Option(names = "--seed", description = "The same seed makes the same org (${DEFAULT-VALUE}).")
    private long seed = 1;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulatorCommand()).execute(args));
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port must be a number up to " + MAX_PORT + ".");
        }
        if ((clientId == null) != (clientSecret == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--client-id and --client-secret belong together. Give both, or neither.");
        }
        SimulatorOptions options = SimulatorOptions.defaults()
                .withHost(host)
                .withPort(port)
                .withSeed(seed)
                .withObjects(objects.toArray(String[]::new));
        if (clientId != null) {
            options = options.withClient(clientId, clientSecret);
        }
        SalesforceSimulator simulator = start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "simulator-stop"));
        if (records > 0) {
            generate(simulator);
        }
        announce(simulator);
        new CountDownLatch(1).await();
        return 0;
    }

    private SalesforceSimulator start(SimulatorOptions options) {
        try {
            return SalesforceSimulator.start(options);
        } catch (IllegalStateException failure) {
            String why = failure.getCause() == null ? "" : " (" + failure.getCause() + ")";
            throw new ParameterException(
                    spec.commandLine(),
                    failure.getMessage() + why + ". Name another address with --host, or another port with --port.");
        }
    }

    private void generate(SalesforceSimulator simulator) {
        for (String object : objects) {
            simulator
                    .control()
                    .send("POST", "objects/" + object + "/records", Map.of("events", false, "count", records));
        }
    }

    /** Prints one line for the person who started this, or the process that waits for it. */
    @SuppressWarnings("checkstyle:RegexpSinglelineJava")
    private static void announce(SalesforceSimulator simulator) {
        System.out.printf(
                "Salesforce simulator ready: %s clientId=%s clientSecret=%s%n",
                simulator.baseUrl(), simulator.clientId(), simulator.clientSecret());
    }
}
