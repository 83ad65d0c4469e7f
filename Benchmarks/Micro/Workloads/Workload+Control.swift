// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import CloudAPI
import Foundation
import HTTPTypes
import Media
import NIOCore
import RecordingModel

extension Workload {
    /// The order's way: signature, planner, catalogue.
    static let control = [signature, planner, insert(together: 1), insert(together: 64)]

    private static var signature: Workload {
        Workload("Signature verification, TC3-HMAC-SHA256") {
            let credential = Credential(secretID: "AKIDbenchmark", secretKey: "benchmark")
            let now = WallTime.seconds(1_767_225_600)
            let body = ByteBuffer(string: #"{"StreamName":"room42","DomainName":"push.example.com","AppName":"live"}"#)
            let request = try signed(body, by: credential, at: now)
            let check = SignatureCheck(credentials: Credentials([credential]))
            return { count in
                for _ in 0..<count {
                    var language = Language.english
                    let call = try IncomingCall(request, body: body, language: &language)
                    try check.check(call, of: request, body: body, at: now)
                }
            }
        }
    }

    private static func signed(_ body: ByteBuffer, by credential: Credential, at now: WallTime) throws -> HTTPRequest {
        let scope = CredentialScope(date: CredentialScope.date(of: now), service: "live")
        let canonical = CanonicalRequest(
            method: "POST",
            headers: [.init(name: "content-type", value: "application/json"), .init(name: "host", value: "localhost")],
            payloadHash: CanonicalRequest.hash(of: body.readableBytesView))
        let signature = RequestSigner(secretKey: credential.secretKey, scope: scope)
            .signature(of: canonical, timestamp: "\(now.seconds)")
        var request = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: "/",
            headerFields: [.contentType: "application/json"])
        let authorization =
            "TC3-HMAC-SHA256 Credential=\(credential.secretID)/\(scope), SignedHeaders=content-type;host, "
            + "Signature=\(signature)"
        for (name, value) in [
            ("Authorization", authorization), ("X-TC-Action", "CreateRecordTask"), ("X-TC-Version", "2018-08-01"),
            ("X-TC-Timestamp", "\(now.seconds)"),
        ] {
            if let name = HTTPField.Name(name) { request.headerFields[name] = value }
        }
        return request
    }

    private static var planner: Workload {
        Workload("Planner step among 100,000 waiting orders: one made and stopped") {
            var planner = Planner()
            for number in 0..<100_000 { _ = planner.added(order(number), at: .seconds(1)) }
            return { [waiting = planner] count in
                var planner = waiting
                for iteration in 0..<count {
                    let order = order(100_000 + iteration)
                    use(planner.added(order, at: .seconds(1)))
                    use(planner.stopped(taskID: order.id, at: .seconds(1)))
                }
            }
        }
    }

    private static func order(_ number: Int) -> RecordingOrder {
        RecordingOrder(
            id: "task\(number)", key: key(number % 10_000),
            // Spread over a week, and not in the order of their numbers.
            start: .seconds(1_000 + Int64(number) * 7_919 % 604_800), end: .seconds(700_000), output: .template(0))
    }

    /// Orders that are durable when they return, so many at a time.
    private static func insert(together: Int) -> Workload {
        Workload("Catalogue insert, durable, \(together) at a time", waits: true) {
            { count in
                let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                let catalogue = try SQLiteCatalogue(path: folder.path + "/catalogue.sqlite")
                for first in stride(from: 0, to: count, by: together) {
                    try await withThrowingTaskGroup { group in
                        for number in first..<min(first + together, count) {
                            group.addTask { _ = try await catalogue.insert(task(number), within: OrderQuota()) }
                        }
                        try await group.waitForAll()
                    }
                }
                try catalogue.close()
            }
        }
    }

    private static func task(_ number: Int) -> RecordingTask {
        RecordingTask(
            id: "task\(number)", key: key(number), start: .seconds(1_000), end: .seconds(2_000), created: .seconds(1))
    }

    private static func key(_ number: Int) -> StreamKey {
        StreamKey(domain: "push.example.com", application: "live", stream: "room\(number)")
    }
}
