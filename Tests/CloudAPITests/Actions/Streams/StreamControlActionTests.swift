// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct StreamControlActionTests {
    private let api = TestAPI()

    private func call(
        _ action: String, _ stream: String = "room", domain: String = "push.example.com", more: JSONObject = [:]
    ) async throws -> APIAnswer {
        let stream: JSONObject = [
            "AppName": "live", "DomainName": .string(domain), "StreamName": .string(stream),
        ]
        return try await api.call(action, JSONObject(members: stream.members + more.members))
    }

    private func begin(_ stream: String, domain: String = "push.example.com") {
        api.streams.begin(StreamKey(domain: domain, application: "live", stream: stream), at: api.clock.now)
    }

    private func state(_ stream: String = "room", domain: String = "push.example.com") async throws -> String {
        try await call("DescribeLiveStreamState", stream, domain: domain).text("StreamState")
    }

    @Test("tells live, idle and forbidden streams apart")
    func states() async throws {
        begin("room")
        #expect(try await state() == "active")
        #expect(try await state(domain: "PUSH.example.com") == "active")
        #expect(try await state("other") == "inactive")
        #expect(try await state(domain: "other.example.com") == "inactive")
        _ = try await call("ForbidLiveStream")
        #expect(try await state() == "forbid")
        _ = try await call("ResumeLiveStream")
        #expect(try await state() == "inactive")
    }

    @Test("drops exactly the stream that is meant, and one that is not live with success")
    func drops() async throws {
        begin("room")
        begin("room", domain: "other.example.com")
        #expect(try await call("DropLiveStream").code == nil)
        #expect(api.streams.cut == ["push.example.com/live/room 21/100"])
        #expect(try await call("DropLiveStream").code == nil)
        #expect(api.streams.cut.count == 1)
        #expect(try await state() == "inactive")
        #expect(try await state(domain: "other.example.com") == "active")
    }

    @Test("forbids a stream by its name for seven days, cuts it and keeps why")
    func forbids() async throws {
        begin("room")
        begin("room", domain: "other.example.com")
        begin("room2")
        #expect(try await call("ForbidLiveStream", more: ["Reason": "噪音"]).code == nil)
        #expect(Set(api.streams.cut) == ["push.example.com/live/room 21/101", "other.example.com/live/room 21/101"])
        let ban = try #require(try await api.catalogue.ban(ofStream: "room", at: api.clock.now))
        #expect(ban.reason == "噪音")
        #expect(ban.created == .seconds(TestAPI.start))
        #expect(ban.resumes == .seconds(TestAPI.start + 7 * 86_400))
        #expect(ban.key.domain == "push.example.com")
        api.clock.advance(by: .seconds(7 * 86_400))
        #expect(try await state() == "inactive")
        #expect(try await call("ResumeLiveStream").code == nil)
    }

    @Test("forbids until the time that is given, at most 90 days")
    func resumeTime() async throws {
        let longest = APITime.text(.seconds(TestAPI.start + 90 * 86_400))
        #expect(try await call("ForbidLiveStream", more: ["ResumeTime": .string(longest)]).code == nil)
        let ban = try await api.catalogue.ban(ofStream: "room", at: api.clock.now)
        #expect(ban?.resumes == .seconds(TestAPI.start + 90 * 86_400))
        for wrong in [
            APITime.text(.seconds(TestAPI.start + 90 * 86_400 + 1)), APITime.text(api.clock.now), "tomorrow",
            "2027-01-16 08:00:00",
        ] {
            let answer = try await call("ForbidLiveStream", more: ["ResumeTime": .string(wrong)])
            #expect(answer.code == "InvalidParameterValue", "\(wrong)")
        }
        let reason = JSONValue.string(String(repeating: "r", count: 2_049))
        #expect(try await call("ForbidLiveStream", more: ["Reason": reason]).code == "InvalidParameterValue")
    }

    @Test(
        "asks for all three names, and for names that can be",
        arguments: ["DescribeLiveStreamState", "DropLiveStream", "ForbidLiveStream", "ResumeLiveStream"])
    func names(action: String) async throws {
        #expect(try await call(action, "").code == "InvalidParameter")
        for name in ["AppName", "DomainName", "StreamName"] {
            var parameters: JSONObject = ["AppName": "a", "DomainName": "d", "StreamName": "s"]
            parameters.members.removeAll { $0.name == name }
            #expect(try await api.call(action, parameters).code == "MissingParameter")
        }
    }

    @Test("lists live streams by exact names, page by page")
    func online() async throws {
        for number in 10..<22 { begin("room\(number)") }
        begin("room", domain: "other.example.com")
        let all = try await api.call("DescribeLiveStreamOnlineList", [:])
        #expect(all["TotalNum"] == 13)
        #expect(all["TotalPage"] == 2)
        #expect(all["PageNum"] == 1)
        #expect(all["PageSize"] == 10)
        #expect(try all.list("OnlineInfo").count == 10)
        #expect(
            all["OnlineInfo", "0"]
                == .object([
                    "StreamName": "room10",
                    "PublishTimeList": .list([.object(["PublishTime": "2027-01-15T08:00:00Z"])]),
                    "AppName": "live", "DomainName": "push.example.com", "PushToDelay": 0,
                ]))
        let page = try await api.call("DescribeLiveStreamOnlineList", ["PageNum": 2, "PageSize": "12"])
        #expect(try page.list("OnlineInfo").count == 1)
        for (filter, count) in [
            (["StreamName": "room"], 1), (["DomainName": "PUSH.example.com"], 12), (["AppName": "show"], 0),
            (["AppName": "", "StreamName": "room21"], 1),
        ] as [(JSONObject, Int)] {
            let answer = try await api.call("DescribeLiveStreamOnlineList", filter)
            #expect(answer["TotalNum"] == .integer(count))
        }
        for wrong in [["PageSize": 9], ["PageSize": 300_001], ["PageNum": 0]] as [JSONObject] {
            #expect(try await api.call("DescribeLiveStreamOnlineList", wrong).code == "InvalidParameterValue")
        }
    }
}
