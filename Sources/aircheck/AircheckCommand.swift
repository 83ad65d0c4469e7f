// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `aircheck`: the commands.
@main
struct AircheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aircheck",
        abstract: "The open live recorder that keeps its task.",
        subcommands: [
            ServeCommand.self, CallbacksCommand.self, InspectCommand.self, PushCommand.self, VerifyCommand.self,
        ])
}
