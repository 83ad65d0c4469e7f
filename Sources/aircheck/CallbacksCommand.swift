// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import ArgumentParser
import Foundation
import RecordingModel

/// `aircheck callbacks`: what waits to be delivered, and what was given up.
struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "List the callbacks that wait or were given up, and send the latter again.",
        discussion: "Works on the data folder, while the server runs or not.",
        subcommands: [List.self, Resend.self])

    /// Where the catalogue is.
    struct Folder: ParsableArguments {
        @Option(
            name: .customLong("data-dir"),
            help: "The server's data folder (else AIRCHECK_DATA_DIR, else ./aircheck-data).",
            completion: .directory)
        var dataDirectory: String?

        /// Opens the outbox for a piece of work; mistakes end the command with one line.
        func open(_ body: (OutboxFile) async throws -> Void) async throws {
            let environment = ProcessInfo.processInfo.environment["AIRCHECK_DATA_DIR"]
            do {
                let outbox = try OutboxFile(dataDirectory: dataDirectory ?? environment ?? "./aircheck-data")
                try await body(outbox)
                try outbox.close()
            } catch let error as SettingsError {
                FileHandle.standardError.write(Data("aircheck: \(error)\n".utf8))
                throw ExitCode(64)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List callbacks, the oldest first. URLs are shown without query, user and password.")

        @OptionGroup var folder: Folder

        @Option(help: "Only those that wait (pending), or those that were given up (given-up).")
        var state: Delivery.State?

        @Option(help: "Only those of the streams of this name.")
        var stream: String?

        @Flag(help: "Print each as one line of JSON.")
        var json = false

        func run() async throws {
            try await folder.open { outbox in
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try await outbox.list(DeliveryFilter(state: state, stream: stream)) { entry in
                    print(json ? String(decoding: try encoder.encode(entry), as: UTF8.self) : entry.line)
                }
            }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send callbacks that were given up again, behind those that wait.")

        @OptionGroup var folder: Folder

        @Flag(help: "All of them.")
        var all = false

        @Argument(help: "Their ids, as listed.")
        var ids: [Int64] = []

        func validate() throws {
            guard all != !ids.isEmpty else { throw ValidationError("Give ids, or --all.") }
        }

        func run() async throws {
            try await folder.open { outbox in
                let count = try await outbox.resend(ids: all ? nil : ids)
                print("\(count) callbacks wait again")
                // An id that is not there was delivered or has been forgotten, or was never given up.
                if !all, count < Set(ids).count { throw ExitCode(1) }
            }
        }
    }
}

extension Delivery.State: ExpressibleByArgument {}
