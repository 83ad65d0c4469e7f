// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

/// The clock stands at 2027-01-15 08:00:00 UTC, 16:00:00 in Beijing.
@Suite struct LiveRecordActionTests {
    private static let now = TestAPI.start
    private static let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")
    private var api = TestAPI()

    init() {
        api.orders = CataloguedOrders(catalogue: api.catalogue, pushed: [Self.key])
    }

    private func create(_ more: JSONObject = [:]) async throws -> APIAnswer {
        let standard: JSONObject = [
            "StreamName": "room42", "DomainName": "push.example.com", "StartTime": "2027-01-15 16:10:00",
            "EndTime": "2027-01-15 17:00:00",
        ]
        let kept = standard.members.filter { more[$0.name] == nil }
        return try await api.call("CreateLiveRecord", JSONObject(members: kept + more.members))
    }

    private func only() async throws -> LiveRecord {
        try #require(try await api.catalogue.unfinishedLiveRecords(at: .seconds(0)).first)
    }

    @Test("schedules a recording with the documented defaults, and says that the action is deprecated")
    func schedules() async throws {
        let answer = try await create()
        #expect(answer.response.members.map(\.name) == ["TaskId", "DeprecatedWarning", "RequestId"])
        let record = try await only()
        #expect(answer["TaskId"] == .integer(record.id))
        #expect(record.id < 1 << 53)
        #expect(record.key == Self.key)
        #expect(record.start == .seconds(Self.now + 600))
        #expect(record.end == .seconds(Self.now + 3_600))
        #expect(record.output == SingleOutput(format: .flv))
        #expect(!record.isRealTime && !record.isMixed)
    }

    @Test("takes every parameter, in whatever case, times and stream parameters percent-encoded once more or not")
    func takesEverything() async throws {
        for text in ["record_interval=3600&storage_time=2592000", "record_interval%3D3600%26storage_time%3d2592000"] {
            let answer = try await create([
                "AppName": "show", "StartTime": "2027-01-15+16%3a10%3a01", "EndTime": "2027-01-15+16%3A20%3A01",
                "RecordType": "AUDIO", "FileFormat": "Hls", "Highlight": 0, "MixStream": "1",
                "StreamParam": .string(text),
            ])
            #expect(answer.code == nil, "\(answer.message ?? "")")
            let record = try await only()
            #expect(record.key.application == "show")
            #expect(record.start == .seconds(Self.now + 601))
            #expect(record.end == .seconds(Self.now + 1_201))
            #expect(
                record.output
                    == SingleOutput(format: .hls, content: .audio, recordInterval: 3_600, storageTime: 2_592_000))
            #expect(record.isMixed)
            _ = try await api.catalogue.deleteLiveRecord(id: record.id, ofStream: "room42")
        }
    }

    @Test("takes each of the five formats", arguments: RecordingFormat.allCases)
    func formats(format: RecordingFormat) async throws {
        #expect(try await create(["FileFormat": .string(format.rawValue)]).code == nil)
        #expect(try await only().output == SingleOutput(format: format))
    }

    @Test(
        "records in real time from now, for half an hour at most",
        arguments: [
            (nil, 1_800), ("2027-01-15 16:05:00", 300), ("2027-01-15 16:30:00", 1_800), ("2027-01-15 18:00:00", 1_800),
            ("2027-01-15 15:00:00", 1_800), ("", 1_800),
        ] as [(String?, Int64)])
    func realTime(end: String?, seconds: Int64) async throws {
        let answer = try await create([
            "Highlight": 1, "StartTime": "nonsense", "EndTime": end.map { .string($0) } ?? .null,
        ])
        #expect(answer.code == nil)
        let record = try await only()
        #expect(record.isRealTime)
        #expect(record.start == .seconds(Self.now))
        #expect(record.end == .seconds(Self.now + seconds))
    }

    @Test("records in real time only what is being pushed")
    func realTimeOfDeadStream() async throws {
        let answer = try await create(["Highlight": 1, "StreamName": "room43"])
        #expect(answer.code == "ResourceUnavailable.StreamNotExist")
    }

    @Test(
        "refuses what is not as documented",
        arguments: [
            (["StreamName": .null], "MissingParameter"), (["StreamName": 1], "InvalidParameter"),
            (["StreamName": ""], "InvalidParameter"), (["AppName": "a\u{1}"], "InvalidParameter"),
            (["StartTime": .null], "InvalidParameterValue"), (["EndTime": ""], "InvalidParameterValue"),
            (["EndTime": "2027-01-15 16:10:00"], "InvalidParameterValue"),
            (["StartTime": "2027-01-15 10:00:00", "EndTime": "2027-01-15 16:00:00"], "InvalidParameterValue"),
            (["StartTime": "2027-02-30 10:00:00"], "InvalidParameterValue"),
            (["StartTime": "2027-01-15%2"], "InvalidParameterValue"), (["StartTime": "soon"], "InvalidParameterValue"),
            (["RecordType": "text"], "InvalidParameterValue"), (["FileFormat": "avi"], "InvalidParameterValue"),
            (["Highlight": 2], "InvalidParameterValue"), (["MixStream": -1], "InvalidParameterValue"),
            (["StreamParam": "record_interval=1799"], "InvalidParameterValue"),
            (["StreamParam": "record_interval=7201"], "InvalidParameterValue"),
            (["StreamParam": "storage_time=-1"], "InvalidParameterValue"),
            (["StreamParam": "speed=1"], "InvalidParameterValue"), (["StreamParam": "x"], "InvalidParameterValue"),
            (["TemplateId": 1], "UnknownParameter"), (["Highlight": 1, "EndTime": "x"], "InvalidParameterValue"),
        ] as [(JSONObject, String)])
    func refuses(parameters: JSONObject, code: String) async throws {
        #expect(try await create(parameters).code == code)
        #expect(try await api.catalogue.unfinishedLiveRecords(at: .seconds(0)).isEmpty)
    }

    @Test("needs no domain where there is one push domain, and asks for it where there are more")
    func onlyDomain() async throws {
        #expect(try await create(["DomainName": .null]).code == "InvalidParameterValue")
        for (name, code) in [("Only.example.com", nil), ("other.example.com", "InvalidParameterValue")] {
            let domain = PushDomain(name: name, purpose: .push, created: api.clock.now, authentication: .off)
            _ = try await api.catalogue.insert(domain)
            #expect(try await create(["DomainName": .null]).code == code)
        }
        #expect(try await only().key.domain == "only.example.com")
    }

    @Test("makes 4000 tasks on a day of Beijing, without those that were deleted")
    func dailyQuota() async throws {
        var random = SystemRandomNumberGenerator()
        for number in 1...4_000 {
            let record = LiveRecord(
                id: UInt64(number), key: Self.key, start: .seconds(Self.now + 60), end: .seconds(Self.now + 90),
                output: SingleOutput(format: .flv),
                created: .seconds(Self.now - .random(in: 0...(16 * 3_600), using: &random)))
            _ = try await api.catalogue.insert(record, within: .unlimited)
        }
        #expect(try await create().code == "LimitExceeded.MaximumTask")
        _ = try await api.catalogue.deleteLiveRecord(id: 7, ofStream: "room42")
        #expect(try await create().code == nil)
        #expect(try await create().code == "LimitExceeded.MaximumTask")
        // Midnight in Beijing.
        api.clock.set(.seconds(Self.now + 8 * 3_600))
        let next: JSONObject = ["StartTime": "2027-01-16 16:10:00", "EndTime": "2027-01-16 17:00:00"]
        #expect(try await create(next).code == nil)
    }

    @Test("runs 400 tasks at once, or fewer where the operator says so")
    func runningQuota() async throws {
        for number in 1...400 {
            let record = LiveRecord(
                id: UInt64(number), key: Self.key, start: .seconds(Self.now), end: .seconds(Self.now + 90),
                output: SingleOutput(format: .flv), created: .seconds(Self.now))
            _ = try await api.catalogue.insert(record, within: .unlimited)
        }
        #expect(try await create().code == "LimitExceeded.MaximumRunningTask")
        _ = try await api.call("StopLiveRecord", ["StreamName": "room42", "TaskId": 7])
        #expect(try await create().code == nil)
        var limited = self
        limited.api.account.maximumRunningTasks = 399
        #expect(try await limited.create().code == "LimitExceeded.MaximumRunningTask")
    }

    @Test("stops and deletes a task by its stream and number", arguments: ["StopLiveRecord", "DeleteLiveRecord"])
    func ends(action: String) async throws {
        let id = try #require(try await create()["TaskId"])
        #expect(
            try await api.call(action, ["StreamName": "x", "TaskId": id]).code == "ResourceNotFound.ChannelNotExist")
        #expect(try await api.call(action, ["StreamName": "room42", "TaskId": 7]).code == "ResourceNotFound.TaskId")
        #expect(try await api.call(action, ["StreamName": "room42", "TaskId": -7]).code == "ResourceNotFound.TaskId")
        #expect(try await api.call(action, ["StreamName": "room42"]).code == "MissingParameter")
        #expect(try await api.call(action, ["TaskId": id]).code == "MissingParameter")
        let answer = try await api.call(action, ["StreamName": "room42", "TaskId": id])
        #expect(answer.response.members.map(\.name) == ["DeprecatedWarning", "RequestId"])
        #expect(try await api.catalogue.unfinishedLiveRecords(at: .seconds(0)).isEmpty)
    }

    @Test("is not mixed with the new family")
    func families() async throws {
        guard case .number(let id)? = try await create()["TaskId"] else { throw APIFault(.internalError) }
        for action in ["StopRecordTask", "DeleteRecordTask"] {
            #expect(try await api.call(action, ["TaskId": .string(id)]).code == "InvalidParameter")
        }
        let window: JSONObject = [
            "StartTime": .integer(Self.now - 3_600), "EndTime": .integer(Self.now + 86_400),
        ]
        #expect(try await api.call("DescribeRecordTask", window).list("TaskList").isEmpty)
    }
}
