// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Media
import Push
import UnixSignals

/// `aircheck push`: an FLV file as one live stream, or as a thousand.
struct PushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Push an FLV file to an RTMP server, over one connection or many.",
        discussion: """
            Each packet leaves when its timestamp says. The file is held in memory once for all connections. SIGINT and \
            SIGTERM end all publications in order, a second one at once.

            Ends with 1 when a connection was refused or lost, and with 2 when nothing could be pushed at all.
            """)

    @Option(help: "How many connections push, 1 to 100000.")
    var connections = 1

    @Option(help: "How many times quicker than its timestamps say the file is sent, 0.01 to 10000.")
    var speed = 1.0

    @Option(
        help: """
            For how many seconds each connection sends; the file begins again where it ends, and timestamps go on. \
            Without it the file is sent once.
            """)
    var seconds: Double?

    @Option(help: "Seconds over which the beginnings of many connections are spread.")
    var ramp = 2.0

    @Option(help: "Bytes of a chunk, 128 to 16777215.")
    var chunkSize = 4_096

    @Flag(
        help: """
            Write AIRCHECK and the time of sending (microseconds since 1970, 8 bytes, big-endian) over the last 16 \
            bytes of video frames, to find them again in what the server makes of them. The ends of those pictures \
            can't be decoded. Frames of less than 64 bytes, or with less than 16 in their last chunk, are left alone.
            """)
    var stamp = false

    @Flag(help: "Print the report as one line of JSON.")
    var json = false

    @Argument(help: "The FLV file.", completion: .file(extensions: ["flv"]))
    var file: String

    @Argument(help: "rtmp://HOST[:PORT]/APP/STREAM[?QUERY]; {n} in it is each connection's number, from 0 on.")
    var url: String

    func validate() throws {
        guard 1...100_000 ~= connections else { throw ValidationError("--connections is 1 to 100000.") }
        guard 0.01...10_000 ~= speed else { throw ValidationError("--speed is 0.01 to 10000.") }
        guard seconds.map({ $0 > 0 && $0 <= 1e8 }) ?? true else {
            throw ValidationError("--seconds is above 0, and at most 100000000.")
        }
        guard 0...86_400 ~= ramp else { throw ValidationError("--ramp is 0 to 86400.") }
        guard 128...0xFF_FFFF ~= chunkSize else { throw ValidationError("--chunk-size is 128 to 16777215.") }
        guard let target = PushURL(url) else {
            throw ValidationError("The URL is rtmp://HOST[:PORT]/APP/STREAM[?QUERY], not \(url)")
        }
        guard connections == 1 || target.isNumbered else {
            throw ValidationError(
                "With several connections the stream's name has {n} for the number of each: \(url){n}")
        }
    }

    func run() async throws {
        guard let target = PushURL(url) else { throw ExitCode.validationFailure }
        let plan = PushPlan(
            url: target, connections: connections, speed: speed, seconds: seconds, ramp: ramp, chunkSize: chunkSize)
        // Some for what a process has open anyway.
        let limit = OpenFiles.raiseLimit() - 32
        guard connections <= limit else {
            throw fault("the system allows this process \(max(0, limit)) connections (ulimit -Hn)")
        }
        let stop = try StopSwitch()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let obeying = Task { for await _ in signals { stop.request() } }
        defer { obeying.cancel() }
        let report = try await push(plan, stop: stop)
        try print(report)
        if !report.isFaultless { throw ExitCode(1) }
    }

    /// Pushes on a thread of its own, since it takes one until the end.
    private func push(_ plan: PushPlan, stop: StopSwitch) async throws -> PushReport {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let endpoints = try endpoints(of: plan.url)
                        return try Pusher(try programme(), plan: plan, endpoints: endpoints, stop: stop).run()
                    })
            }
        }
    }

    private func endpoints(of url: PushURL) throws -> [Endpoint] {
        do {
            return try Endpoint.resolve(host: url.host, port: url.port)
        } catch {
            throw fault("\(url.host): \(error)")
        }
    }

    private func programme() throws -> Programme {
        let location = URL(fileURLWithPath: file)
        do {
            guard
                let source = try DiskFolder(url: location.deletingLastPathComponent()).open(location.lastPathComponent)
            else { throw fault("\(file): There is no such file.") }
            return try Programme(source, form: Programme.Form(chunkSize: chunkSize, isStamped: stamp))
        } catch let error as ProgrammeError {
            throw fault("\(file): \(error.sentence)")
        }
    }

    /// Tells the user why nothing is pushed.
    private func fault(_ sentence: String) -> ExitCode {
        complain(sentence)
        return ExitCode(2)
    }

    private func complain(_ sentence: String) {
        FileHandle.standardError.write(Data("aircheck: \(sentence)\n".utf8))
    }

    private func print(_ report: PushReport) throws {
        for failure in report.failures {
            let count = report.connections == 1 ? "" : "\(failure.connections) of \(report.connections) connections "
            complain("\(url): \(count)\(failure.kind): \(failure.reason)")
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Swift.print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            for line in report.lines { Swift.print(line) }
        }
    }
}

extension PushReport {
    /// The report for people.
    fileprivate var lines: [String] {
        let late = latenessMilliseconds
        return [
            "\(published) of \(connections) connections published, \(refused) refused, \(lost) lost",
            String(
                format: "%ld packets, %ld bytes in %.1f s, %.2f s of processor time", packets, bytes, seconds,
                cpuSeconds),
            String(
                format: "sent late by %.1f ms (median), %.1f ms (99 %%), %.1f ms (at most)", late.median,
                late.percentile99, late.maximum)
                + (self.late > 0 ? "; \(self.late) connections more than 5 s late" : ""),
        ]
    }
}
