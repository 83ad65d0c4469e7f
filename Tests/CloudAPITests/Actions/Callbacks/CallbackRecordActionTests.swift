// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct CallbackRecordActionTests {
    private let api = TestAPI()

    private func insert(_ seconds: Int64, type: Int = 1, result: Int = 0, stream: String = "room") async throws {
        try await api.catalogue.insert(
            CallbackAttempt(
                stream: stream, eventType: type, eventTime: .seconds(TestAPI.start + seconds), request: "{}",
                response: "ok", responseTime: .seconds(TestAPI.start + seconds + 1), resultCode: result))
    }

    private func list(
        _ more: JSONObject = [:], from start: String = "2027-01-15T07:00:00Z", to end: String = "2027-01-15T08:00:00Z"
    ) async throws -> APIAnswer {
        var parameters: JSONObject = [
            "StartTime": .string(start), "EndTime": .string(end), "StreamName": "room", "PageNum": 1, "PageSize": 10,
        ]
        parameters.members.removeAll { member in more.members.contains { $0.name == member.name } }
        parameters.members += more.members
        return try await api.call("DescribeCallbackRecordsList", parameters)
    }

    @Test(
        "answers times as they were asked",
        arguments: [
            ("2027-01-15T07:00:00Z", "2027-01-15T08:00:00Z", "2027-01-15T07:59:00Z", "2027-01-15T07:59:01Z"),
            (
                "2027-01-15T15:00:00+08:00", "2027-01-15T16:00:00+08:00", "2027-01-15T15:59:00+08:00",
                "2027-01-15T15:59:01+08:00"
            ),
            ("2027-01-15 15:00:00", "2027-01-15 16:00:00", "2027-01-15 15:59:00", "2027-01-15 15:59:01"),
        ])
    func forms(start: String, end: String, event: String, response: String) async throws {
        try await insert(-60, result: 500)
        let answer = try await list(from: start, to: end)
        #expect(
            answer["DataInfoList"]
                == .list([
                    .object([
                        "EventTime": .string(event), "EventType": 1, "Request": "{}", "Response": "ok",
                        "ResponseTime": .string(response), "ResultCode": 500, "StreamId": "room",
                    ])
                ]))
        #expect(answer["TotalNum"] == 1)
        #expect(answer["TotalPage"] == 1)
    }

    @Test("filters by stream, event and result, page by page")
    func filters() async throws {
        try await insert(-60)
        try await insert(-50, type: 0, result: 1)
        try await insert(-40, type: 100, result: 404)
        try await insert(-30, stream: "other")
        #expect(try await list()["TotalNum"] == 3)
        #expect(try await list(["EventType": 0])["TotalNum"] == 1)
        #expect(try await list(["ResultCode": 0])["TotalNum"] == 1)
        #expect(try await list(["ResultCode": 1])["TotalNum"] == 2)
        let page = try await list(["PageNum": 2, "PageSize": 1])
        #expect(page["DataInfoList", "0", "EventType"] == 0)
        #expect(page["TotalPage"] == 3)
    }

    @Test("refuses what is not documented")
    func limits() async throws {
        #expect(try await list(from: "2027-01-14T08:00:00Z").code == nil)
        #expect(try await list(from: "2027-01-01T08:00:00Z", to: "2027-01-01T09:00:00Z").code == nil)
        for (start, end) in [
            ("2027-01-14T07:59:59Z", "2027-01-15T08:00:00Z"), ("2027-01-15T08:00:01Z", "2027-01-15T08:00:00Z"),
            ("2027-01-01T07:59:59Z", "2027-01-01T09:00:00Z"), ("now", "2027-01-15T08:00:00Z"),
            ("2027-01-15 7:00:00", "2027-01-15T08:00:00Z"),
        ] {
            #expect(try await list(from: start, to: end).code == "InvalidParameterValue", "\(start)")
        }
        for wrong in [["EventType": 5], ["PageNum": 0], ["PageSize": 0], ["PageSize": 1_001]] as [JSONObject] {
            #expect(try await list(wrong).code == "InvalidParameterValue")
        }
        #expect(try await list(["PageNum": .null]).code == "MissingParameter")
    }
}
