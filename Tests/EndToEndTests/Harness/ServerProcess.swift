// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

/// The built server, running with a data folder and free ports of its own for as long as a closure does.
struct ServerProcess: Sendable {
    /// What the server wrote into `ready.json`.
    struct Ready: Codable, Sendable {
        let pid: Int32
        let rtmp: String
        let rtmps: String?
        let http: String?
        let https: String?

        /// `HOST:PORT` of HTTP, or of HTTPS where there is no other.
        var web: String { self.http ?? self.https ?? "" }
    }

    let ready: Ready
    let data: TemporaryFolder
    let log: ServerLog
    /// The API under the credentials the server made for itself.
    let cloud: CloudClient
    private let signal: @Sendable (Signal) throws -> Void

    /// Starts the server, waits until it is ready, does the work, ends the server by SIGTERM.
    ///
    /// `settings` are more options of `aircheck serve`, where `--http-address` may replace the free port; `data` and `previous` are the folder and the addresses of an
    /// earlier run, to go on from there; `environment` has more variables, `NAME=VALUE` each; `ending` is how the
    /// process has to end; `patience` is how many seconds it may take to be ready.
    static func run<Answer: Sendable>(
        _ settings: [String] = [], data: TemporaryFolder? = nil, again previous: Ready? = nil,
        environment: [String] = [], patience: Double = 20,
        ending: TerminationStatus = .exited(0), sourceLocation: SourceLocation = #_sourceLocation,
        _ work: (ServerProcess) async throws -> Answer
    ) async throws -> Answer {
        let data = try data ?? TemporaryFolder()
        let log = ServerLog()
        let isPlaced = settings.contains("--http-address")
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(
                Self.cleaning + environment + [
                    Programs.aircheck, "serve", "--data-dir", data.path,
                    "--rtmp-address", previous?.rtmp ?? "127.0.0.1:0",
                ] + (isPlaced ? [] : ["--http-address", previous?.http ?? "127.0.0.1:0"]) + settings),
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            async let collecting: Void = log.collect(execution.standardOutput)
            do {
                let server = try await ServerProcess(
                    awaiting: execution.processIdentifier.value, for: patience, data: data, log: log,
                    signal: { try execution.send(signal: $0) })
                let answer = try await work(server)
                // Fails for a server that the work has ended already.
                try? execution.send(signal: .terminate)
                try await server.ended(within: 20)
                await collecting
                return answer
            } catch {
                try? execution.send(signal: .kill)
                await collecting
                print("server log of the failed test:\n\(await log.tail)")
                throw error
            }
        }
        #expect(result.terminationStatus == ending, sourceLocation: sourceLocation)
        return result.closureResult
    }

    /// What has `env` take our own settings away, which the server would take for its own.
    static let cleaning = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("AIRCHECK_") }
        .flatMap { ["-u", $0] }

    /// Watches for the `ready.json` of this very process: one of a killed predecessor may still lie there.
    private init(
        awaiting pid: Int32, for patience: Double, data: TemporaryFolder, log: ServerLog,
        signal: @escaping @Sendable (Signal) throws -> Void
    ) async throws {
        let ready = try await eventually("a ready server", within: patience) { () async throws -> Ready? in
            guard await !log.hasEnded else { throw ServerEnded(log: await log.tail) }
            guard let bytes = FileManager.default.contents(atPath: data.path + "/ready.json") else { return nil }
            return (try? JSONDecoder().decode(Ready.self, from: bytes)).flatMap { $0.pid == pid ? $0 : nil }
        }
        let credentials = try JSON(
            text: String(contentsOfFile: data.path + "/credentials.json", encoding: .utf8))["credentials"][0]
        self.ready = ready
        self.data = data
        self.log = log
        self.cloud = CloudClient(
            endpoint: ready.web, secretID: try #require(credentials["secretId"].string),
            secretKey: try #require(credentials["secretKey"].string))
        self.signal = signal
    }

    /// kill -9.
    func kill() async throws {
        try self.signal(.kill)
        try await self.ended(within: 10)
    }

    /// SIGSTOP: nothing of the process runs until ``goOn()``.
    func pause() throws { try self.signal(.suspend) }

    /// SIGCONT.
    func goOn() throws { try self.signal(.resume) }

    /// SIGTERM, and the wait for the end.
    func terminate() async throws {
        try self.signal(.terminate)
        try await self.ended(within: 20)
    }

    private func ended(within seconds: Double) async throws {
        _ = try await eventually("the server's end", within: seconds) { await self.log.hasEnded ? true : nil }
    }

    /// The URL a publisher pushes to.
    func push(_ stream: String, parameters: String = "") -> String {
        "rtmp://\(self.ready.rtmp)/live/\(stream)" + (parameters.isEmpty ? "" : "?" + parameters)
    }

    /// A URL of the HTTP server.
    func url(_ path: String) -> String { "http://\(self.ready.web)\(path)" }

    /// Resident memory in bytes.
    func residentMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(self.ready.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        let kilobytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return kilobytes * 1024
    }
}

/// The server ended before it was ready; its last words say why.
struct ServerEnded: Error, CustomStringConvertible {
    let log: String

    var description: String { "the server ended before it was ready:\n\(self.log)" }
}
