/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.ControlFailure;
import dev.tandem.salesforce.simulator.SimulatorCommand;
import dev.tandem.standalone.PlatformException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of {@code ./tandem}. */
@Command(
        name = "tandem",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = TandemCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps a Salesforce org and a Postgres database in sync, on Kafka Connect.",
        subcommands = {DemoCommand.class, SimulatorCommand.class, MeasureCommand.class})
public final class TandemCommand implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Tandem " + getClass().getPackage().getImplementationVersion()};
    }

    public static void main(String[] arguments) {
        // The clients' own logs would run through the view; what matters comes back as an exception.
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        var command = new CommandLine(new TandemCommand());
        command.setExecutionExceptionHandler((failure, line, result) -> {
            line.getErr().println(line.getColorScheme().errorText(message(failure)));
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(command.execute(arguments));
    }

    private static String message(Exception failure) {
        return failure instanceof PlatformException || failure instanceof ControlFailure
                ? failure.getMessage()
                : "Unexpected: " + failure;
    }
}
