// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Catalogue of orders within quotas, and of the deprecated family")
struct OrderBookTests {
    @Test("counts the orders that run, and neither stopped, past nor future ones", arguments: CatalogueKind.allCases)
    func runningQuota(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            // All made at 99 s, when the last two run.
            for (id, start, end) in [("past", 1, 99), ("ahead", 100, 200), ("stopped", 1, 200), ("a", 99, 200)]
                as [(String, Int64, Int64)]
            {
                try await catalogue.insert(RecordingTask.test(id, start, end))
            }
            _ = try await catalogue.stopTask(id: "stopped", at: .seconds(2))
            let task = RecordingTask.test("b", 1, 200)
            #expect(try await catalogue.insert(task, within: OrderQuota(running: 1)) == .tooManyRunning)
            #expect(try await catalogue.task(id: "b") == nil)
            #expect(try await catalogue.insert(task, within: OrderQuota(running: 2)) == nil)
            #expect(try await catalogue.task(id: "b") == task)
        }
    }

    @Test("counts the running orders of both families together where it is asked to", arguments: CatalogueKind.allCases)
    func runningInAll(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { (catalogue: any Catalogue) async throws in
            #expect(try await catalogue.insert(RecordingTask.test("a", 1, 200), within: .unlimited) == nil)
            #expect(try await catalogue.insert(LiveRecord.test(1, 1, 200), within: .unlimited) == nil)
            let (two, three) = (OrderQuota(runningInAll: 2), OrderQuota(runningInAll: 3))
            let task = RecordingTask.test("b", 1, 200)
            #expect(try await catalogue.insert(task, within: two) == .tooManyRunning)
            let record = LiveRecord.test(2, 1, 200)
            #expect(try await catalogue.insert(record, within: two) == .tooManyRunning)
            #expect(try await catalogue.insert(record, within: three) == nil)
            #expect(try await catalogue.insert(task, within: three) == .tooManyRunning)
        }
    }

    @Test(
        "counts the orders of a day that have not been deleted, each family by itself",
        arguments: CatalogueKind.allCases)
    func dailyQuota(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordingTask.test("other family"))
            let quota = OrderQuota(made: 2, since: .seconds(50))
            #expect(try await catalogue.insert(LiveRecord.test(1, created: 49), within: quota) == nil)
            #expect(try await catalogue.insert(LiveRecord.test(2, created: 50), within: quota) == nil)
            #expect(try await catalogue.insert(LiveRecord.test(3, created: 51), within: quota) == nil)
            #expect(try await catalogue.insert(LiveRecord.test(4, created: 52), within: quota) == .tooManyMade)
            #expect(try await catalogue.deleteLiveRecord(id: 3, ofStream: "room42") == .found)
            #expect(try await catalogue.insert(LiveRecord.test(4, created: 52), within: quota) == nil)
        }
    }

    @Test("stops and deletes an order by its stream and its id", arguments: CatalogueKind.allCases)
    func matches(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { (catalogue: any Catalogue) async throws in
            #expect(try await catalogue.insert(LiveRecord.test(1), within: .unlimited) == nil)
            func stop(_ id: UInt64, _ stream: String, _ time: Int64) async throws -> LiveRecordMatch {
                try await catalogue.stopLiveRecord(id: id, ofStream: stream, at: .seconds(time))
            }
            #expect(try await stop(1, "room43", 5) == .noStream)
            #expect(try await stop(2, "room42", 5) == .noTask)
            #expect(try await catalogue.unfinishedLiveRecords(at: .seconds(150)) == [.test(1)])
            #expect(try await catalogue.unfinishedLiveRecords(at: .seconds(200)) == [])
            #expect(try await stop(1, "room42", 5) == .found)
            #expect(try await stop(1, "room42", 6) == .found)
            #expect(try await catalogue.unfinishedLiveRecords(at: .seconds(150)) == [])
            #expect(try await catalogue.deleteLiveRecord(id: 1, ofStream: "room43") == .noStream)
            #expect(try await catalogue.deleteLiveRecord(id: 1, ofStream: "room42") == .found)
            #expect(try await catalogue.deleteLiveRecord(id: 1, ofStream: "room42") == .noStream)
        }
    }

    @Test("names push domains, and no others", arguments: CatalogueKind.allCases)
    func pushDomains(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { (catalogue: any Catalogue) async throws in
            for name in ["c", "b"] {
                let domain = PushDomain(name: name, purpose: .push, created: .seconds(1), authentication: .off)
                #expect(try await catalogue.insert(domain))
            }
            #expect(try await catalogue.insert(PushDomain.test("a")))
            #expect(try await catalogue.pushDomainNames(limit: 9) == ["b", "c"])
            #expect(try await catalogue.pushDomainNames(limit: 1) == ["b"])
        }
    }

    // MARK: History

    private func span(_ id: String, _ begun: Int64, _ ended: Int64? = nil, domain: String = "D") -> RecordingSpan {
        RecordingSpan(
            sessionID: id, domain: domain, isDelayLive: false, begun: .seconds(begun),
            ended: ended.map { .seconds($0) })
    }

    @Test("finds the recordings that went on within a window", arguments: CatalogueKind.allCases)
    func findsSpans(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let spans = [
                span("before", 1, 9), span("into", 1, 10), span("open", 5), span("at end", 20), span("after", 21),
                span("other", 12, 13, domain: "e"),
            ]
            for span in spans { try await catalogue.note(span) }
            var slow = span("slow", 12)
            slow.isDelayLive = true
            try await catalogue.note(slow)
            func find(_ domains: [String], isDelayLive: Bool = false) async throws -> Set<String> {
                let window = WallTime.seconds(10) ... .seconds(20)
                let found = try await catalogue.spans(within: window, isDelayLive: isDelayLive, domains: domains)
                return Set(found.map(\.sessionID))
            }
            #expect(try await find([]) == ["into", "open", "at end", "other"])
            #expect(try await find(["d", "x"]) == ["into", "open", "at end"])
            #expect(try await find(["E"]) == ["other"])
            #expect(try await find([], isDelayLive: true) == ["slow"])
        }
    }

    @Test("ends a recording once, and ends what a dead process left open", arguments: CatalogueKind.allCases)
    func closesSpans(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.note(span("a", 1))
            try await catalogue.note(span("a", 1, 5))
            try await catalogue.note(span("a", 1, 6))
            try await catalogue.note(span("b", 2))
            try await catalogue.note(span("old", 1, 2))
            try await catalogue.closeSpans(at: .seconds(9), forgettingBefore: .seconds(3))
            let all = try await catalogue.spans(within: .seconds(0) ... .seconds(99), isDelayLive: false, domains: [])
            #expect(Set(all) == [span("a", 1, 5), span("b", 2, 9)])
        }
    }
}
