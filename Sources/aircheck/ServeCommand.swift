// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import ArgumentParser
import CoreMetrics
import Foundation
import Logging

/// `aircheck serve`: the server.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Receive live streams and record them on order.",
        usage: "aircheck serve [--config FILE] [--NAME VALUE ...]",
        discussion: """
            Settings, on the command line, as \(Setting.all[0].environmentName) and so on in the environment, or as \
            NAME: VALUE in the YAML or JSON file of --config; the first of the three wins.

            \(Setting.all.map { "--\($0.name) \($0.placeholder)\n    \($0.help)" }.joined(separator: "\n"))
            """)

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var settings: [String] = []

    func run() async throws {
        do {
            let configuration = try ServerConfiguration(
                arguments: settings, environment: ProcessInfo.processInfo.environment)
            let metrics = MetricsRegistry()
            MetricsSystem.bootstrap(metrics)
            // The C library looks with each line of the log whether the machine's zone has changed, unless it is named.
            unsafe setenv("TZ", ":/etc/localtime", 0)
            LoggingSystem.bootstrap { label in
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = configuration.logLevel
                return handler
            }
            try await Server.run(configuration, metrics: metrics, logger: Logger(label: "aircheck"))
        } catch let error as SettingsError {
            FileHandle.standardError.write(Data("aircheck: \(error)\n".utf8))
            throw ExitCode(64)
        }
    }
}
