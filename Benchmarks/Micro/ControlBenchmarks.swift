// SPDX-License-Identifier: Apache-2.0

import Benchmark
import CatalogueSQLite
import CloudAPI
import Foundation
import HTTPTypes
import Media
import NIOCore
import RecordingModel

/// The order's way: signature, catalogue, planner.
func benchmarkControl() {
    benchmarkSignature()
    benchmarkPlanner()
    benchmarkCatalogue()
}

private func benchmarkSignature() {
    let credential = Credential(secretID: "AKIDbenchmark", secretKey: "benchmark")
    let now = WallTime.seconds(1_767_225_600)
    let body = ByteBuffer(string: #"{"StreamName":"room42","DomainName":"push.example.com","AppName":"live"}"#)
    let scope = CredentialScope(date: CredentialScope.date(of: now), service: "live")
    let canonical = CanonicalRequest(
        method: "POST",
        headers: [.init(name: "content-type", value: "application/json"), .init(name: "host", value: "localhost")],
        payloadHash: CanonicalRequest.hash(of: body.readableBytesView))
    let signature = RequestSigner(secretKey: credential.secretKey)
        .signature(of: canonical, timestamp: "\(now.seconds)", scope: scope)
    var request = HTTPRequest(
        method: .post, scheme: "http", authority: "localhost", path: "/",
        headerFields: [.contentType: "application/json"])
    for (name, value) in [
        (
            "Authorization",
            "TC3-HMAC-SHA256 Credential=\(credential.secretID)/\(scope), SignedHeaders=content-type;host, "
                + "Signature=\(signature)"
        ),
        ("X-TC-Action", "CreateRecordTask"), ("X-TC-Version", "2018-08-01"), ("X-TC-Timestamp", "\(now.seconds)"),
    ] {
        if let name = HTTPField.Name(name) { request.headerFields[name] = value }
    }
    let check = SignatureCheck(credentials: Credentials([credential]))
    Benchmark("Signature verification, TC3-HMAC-SHA256") { [request] benchmark in
        for _ in benchmark.scaledIterations {
            var language = Language.english
            let call = try IncomingCall(request, body: body, language: &language)
            try check.check(call, of: request, body: body, at: now)
        }
    }
}

private func order(_ number: Int) -> RecordingOrder {
    RecordingOrder(
        id: "task\(number)",
        key: StreamKey(domain: "push.example.com", application: "live", stream: "room\(number % 10_000)"),
        // Spread over a week, and not in the order of their numbers.
        start: .seconds(1_000 + Int64(number) * 7_919 % 604_800), end: .seconds(700_000), output: .template(0))
}

private func benchmarkPlanner() {
    var planner = Planner()
    for number in 0..<100_000 { _ = planner.added(order(number), at: .seconds(1)) }
    let waiting = planner
    Benchmark("Planner step with 100,000 waiting orders: an order made and stopped") { benchmark in
        var planner = waiting
        // The first change copies what is shared.
        blackHole(planner.added(order(100_000), at: .seconds(1)))
        benchmark.startMeasurement()
        for iteration in benchmark.scaledIterations {
            let order = order(100_001 + iteration)
            blackHole(planner.added(order, at: .seconds(1)))
            blackHole(planner.stopped(taskID: order.id, at: .seconds(1)))
        }
        benchmark.stopMeasurement()
    }
}

private func benchmarkCatalogue() {
    for together in [1, 64] {
        Benchmark(
            "Catalogue insert, durable, \(together) at a time",
            configuration: .init(
                metrics: [.wallClock, .cpuTotal, .throughput], warmupIterations: 1, scalingFactor: .one,
                maxDuration: .seconds(2), maxIterations: 10_000)
        ) { benchmark in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let catalogue = try SQLiteCatalogue(path: folder.path + "/catalogue.sqlite")
            benchmark.startMeasurement()
            try await withThrowingTaskGroup { group in
                for number in 0..<together {
                    group.addTask { _ = try await catalogue.insert(task(number), within: OrderQuota()) }
                }
                try await group.waitForAll()
            }
            benchmark.stopMeasurement()
            try catalogue.close()
        }
    }
}

private func task(_ number: Int) -> RecordingTask {
    RecordingTask(
        id: "task\(number)", key: StreamKey(domain: "push.example.com", application: "live", stream: "room\(number)"),
        start: .seconds(1_000), end: .seconds(2_000), created: .seconds(1))
}
