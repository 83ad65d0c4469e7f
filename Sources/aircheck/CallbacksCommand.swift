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

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List callbacks, the oldest first. URLs are shown without query, user and password.")

        @OptionGroup var folder: DataFolderOption

        @Option(help: "Only those that wait (pending), or those that were given up (given-up).")
        var state: Delivery.State?

        @Option(help: "Only those of the streams of this name.")
        var stream: String?

        @Flag(help: "Print each as one line of JSON.")
        var json = false

        func run() async throws {
            try await folder.openOutbox { outbox in
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

        @OptionGroup var folder: DataFolderOption

        @Flag(help: "All of them.")
        var all = false

        @Argument(help: "Their ids, as listed.")
        var ids: [Int64] = []

        func validate() throws {
            guard all != !ids.isEmpty else { throw ValidationError("Give ids, or --all.") }
        }

        func run() async throws {
            try await folder.openOutbox { outbox in
                let count = try await outbox.resend(ids: all ? nil : ids)
                print("\(count) callbacks wait again")
                // An id that is not there was delivered or has been forgotten, or was never given up.
                if !all, count < Set(ids).count { throw ExitCode(1) }
            }
        }
    }
}

extension Delivery.State: ExpressibleByArgument {}
