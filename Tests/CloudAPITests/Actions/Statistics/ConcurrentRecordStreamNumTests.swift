// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

/// The clock stands at 2027-01-15 08:00:00 UTC, 16:00:00 in Beijing.
@Suite struct ConcurrentRecordStreamNumTests {
    private static let now = TestAPI.start
    private let api = TestAPI()

    private func ask(_ more: JSONObject = [:]) async throws -> APIAnswer {
        let standard: JSONObject = [
            "LiveType": "NormalLive", "StartTime": "2027-01-15T07:40:00Z", "EndTime": "2027-01-15 16:30:00",
        ]
        let kept = standard.members.filter { more[$0.name] == nil }
        return try await api.call("DescribeConcurrentRecordStreamNum", JSONObject(members: kept + more.members))
    }

    private func note(_ id: String, _ begun: Int64, _ ended: Int64?, domain: String = "a", slow: Bool = false)
        async throws
    {
        try await api.catalogue.note(
            RecordingSpan(
                sessionID: id, domain: domain, isDelayLive: slow, begun: .seconds(Self.now + begun),
                ended: ended.map { .seconds(Self.now + $0) }))
    }

    private func numbers(_ more: JSONObject = [:]) async throws -> [JSONValue?] {
        try await ask(more).list("DataInfoList").map { value in
            guard case .object(let point) = value else { return nil }
            return point["Num"]
        }
    }

    @Test("counts each recorded format every five minutes, up to now, in Beijing's time")
    func points() async throws {
        try await note("hls", -1_100, nil)
        try await note("flv", -1_100, -600)
        try await note("gone", -9_000, -1_300)
        let answer = try await ask()
        let expected = [("15:40", 2), ("15:45", 2), ("15:50", 1), ("15:55", 1), ("16:00", 1)]
        #expect(
            try answer.list("DataInfoList")
                == expected.map { time, count in
                    .object(["Time": .string("2027-01-15T\(time):00+08:00"), "Num": .integer(count)])
                })
    }

    @Test("tells live types, domains and regions apart")
    func filters() async throws {
        try await note("1", -1_200, nil)
        try await note("2", -1_200, nil, domain: "b")
        try await note("3", -1_200, nil, slow: true)
        for (filter, count) in [
            ([:], 2), (["PushDomains": .strings(["A"])], 1), (["PushDomains": .strings([])], 2),
            (["PushDomains": .strings(["x"])], 0), (["LiveType": "SlowLive"], 1), (["MainlandOrOversea": ""], 2),
            (["MainlandOrOversea": "Mainland"], 2), (["MainlandOrOversea": "Oversea"], 0),
        ] as [(JSONObject, Int)] {
            #expect(try await numbers(filter) == Array(repeating: .integer(count), count: 5))
        }
    }

    @Test(
        "refuses what is not as documented",
        arguments: [
            (["LiveType": .null], "MissingParameter"), (["StartTime": .null], "MissingParameter"),
            (["EndTime": .null], "MissingParameter"), (["LiveType": "Live"], "InvalidParameterValue"),
            (["MainlandOrOversea": "Moon"], "InvalidParameterValue"), (["StartTime": "now"], "InvalidParameterValue"),
            (["EndTime": "2027-01-15T07:40:00Z"], "InvalidParameterValue"),
            (["StartTime": "2026-07-19T07:59:59Z", "EndTime": "2026-07-20T00:00:00Z"], "InvalidParameterValue"),
            (["StartTime": "2026-12-15T00:00:00Z", "EndTime": "2027-01-15T00:00:01Z"], "InvalidParameterValue"),
            (["PushDomains": "a"], "InvalidParameter"),
        ] as [(JSONObject, String)])
    func refuses(parameters: JSONObject, code: String) async throws {
        #expect(try await ask(parameters).code == code)
    }

    @Test("reads both forms of time, and the space of the official example")
    func forms() async throws {
        for text in ["2027-01-15T15:40:00+08:00", "2027-01-15 T15:40:00+08:00", "2027-01-15 15:40:00"] {
            #expect(try await numbers(["StartTime": .string(text)]).count == 5)
        }
        let longest: JSONObject = ["StartTime": "2026-12-15T08:00:00Z", "EndTime": "2027-01-15T08:00:00Z"]
        #expect(try await numbers(longest).count == 31 * 288 + 1)
    }
}
