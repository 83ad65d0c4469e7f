// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct StreamHistoryActionTests {
    private let api = TestAPI()
    private static let day: Int64 = 24 * 3_600

    private func insert(
        _ number: UInt64, _ stream: String = "room", domain: String = "push.example.com", ended: Int64 = -60,
        code: StopCode = .clientEnded, isAdmitted: Bool = true, address: String = "203.0.113.9"
    ) async throws {
        let publication = Publication(
            id: PublicationID(number: number), key: StreamKey(domain: domain, application: "live", stream: stream),
            begun: .seconds(TestAPI.start + ended - 90), clientAddress: address, parameters: "")
        let end = PushRecord.End(
            time: .seconds(TestAPI.start + ended), code: code,
            resolution: isAdmitted ? PictureSize(width: 640, height: 352) : nil)
        try await api.catalogue.insert(PushRecord(publication: publication, isAdmitted: isAdmitted, end: end))
    }

    private func window(from start: Int64 = -3_600, to end: Int64 = 0) -> JSONObject {
        [
            "StartTime": .string(APITime.text(.seconds(TestAPI.start + start))),
            "EndTime": .string(APITime.text(.seconds(TestAPI.start + end))),
        ]
    }

    private func published(_ more: JSONObject = [:], from start: Int64 = -3_600) async throws -> APIAnswer {
        let domain = JSONObject.Member(name: "DomainName", value: "Push.example.com")
        return try await api.call(
            "DescribeLiveStreamPublishedList",
            JSONObject(members: window(from: start).members + [domain] + more.members))
    }

    private func events(_ more: JSONObject = [:]) async throws -> [JSONValue?] {
        let answer = try await api.call(
            "DescribeLiveStreamEventList", JSONObject(members: window().members + more.members))
        return try answer.list("EventList").map { value in
            if case .object(let event) = value { event["StreamName"] } else { nil }
        }
    }

    @Test("tells every member of a push that is over")
    func members() async throws {
        try await insert(1, address: "192.168.0.7")
        let answer = try await published()
        var expected: JSONObject = [
            "AppName": "live", "DomainName": "push.example.com", "StreamName": "room",
            "StreamStartTime": "2027-01-15T07:57:30Z", "StreamEndTime": "2027-01-15T07:59:00Z",
            "StopReason": "the publisher ended the push", "Duration": 90, "ClientIp": "192.168.0.7",
            "Resolution": "640*352",
        ]
        #expect(answer["PublishInfo"] == .list([.object(expected)]))
        #expect(answer["TotalNum"] == 1)
        #expect(answer["TotalPage"] == 1)
        let event = try await api.call("DescribeLiveStreamEventList", window())
        expected.members = expected.members.map { $0.name == "ClientIp" ? .init(name: "ClientIp", value: "-") : $0 }
        #expect(event["EventList"] == .list([.object(expected)]))
    }

    @Test("lists published streams of a domain by part of the name, without refused pushes")
    func publishedList() async throws {
        try await insert(1)
        try await insert(2, "bedroom", ended: -50)
        try await insert(3, isAdmitted: false)
        try await insert(4, domain: "other.example.com")
        try await insert(5, ended: -4_000)
        #expect(try await published()["TotalNum"] == 2)
        #expect(try await published(["StreamName": "oom"])["TotalNum"] == 2)
        #expect(try await published(["StreamName": "bed"])["PublishInfo", "0", "StreamName"] == "bedroom")
        #expect(try await published(["AppName": "liv"])["TotalNum"] == 0)
        #expect(try await published()["PublishInfo", "0", "StreamName"] == "bedroom")
    }

    @Test("lists events strictly or not, filtered or not, in either order")
    func eventList() async throws {
        try await insert(1, "a", ended: -30)
        try await insert(2, "ab", ended: -20, code: .secretWrong, isAdmitted: false)
        try await insert(3, "b", domain: "other.example.com", ended: -10)
        #expect(try await events() == ["b", "ab", "a"])
        #expect(try await events(["IsAsc": 1]) == ["a", "ab", "b"])
        #expect(try await events(["IsFilter": 1]) == ["b", "a"])
        #expect(try await events(["StreamName": "a"]) == ["ab", "a"])
        #expect(try await events(["StreamName": "a", "IsStrict": 1]) == ["a"])
        #expect(try await events(["DomainName": "other.example.com"]) == ["b"])
        #expect(try await events(["PageSize": 1, "PageNum": 2]) == ["ab"])
        for name in ["IsAsc", "IsFilter", "IsStrict"] {
            let wrong = JSONObject(members: window().members + [.init(name: name, value: 2)])
            #expect(try await api.call("DescribeLiveStreamEventList", wrong).code == "InvalidParameterValue")
        }
    }

    @Test("bounds the window to a month of the last two, and pages to the first ten thousand")
    func limits() async throws {
        func codes(_ window: JSONObject, _ more: JSONObject = [:]) async throws -> Set<String?> {
            let all = JSONObject(members: window.members + more.members)
            let domain = JSONObject.Member(name: "DomainName", value: "push.example.com")
            return [
                try await api.call("DescribeLiveStreamEventList", all).code,
                try await api.call("DescribeLiveStreamPublishedList", JSONObject(members: all.members + [domain])).code,
            ]
        }
        let day = Self.day
        #expect(try await codes(window(from: -31 * day)) == [nil])
        #expect(try await codes(window(from: -62 * day, to: -40 * day)) == [nil])
        #expect(try await codes(window(to: 299)) == [nil])
        for wrong in [
            window(from: -31 * day - 1), window(from: -62 * day - 1, to: -40 * day), window(to: 301),
            window(from: -10, to: -11), ["StartTime": "yesterday", "EndTime": "2027-01-15T08:00:00Z"],
        ] {
            #expect(try await codes(wrong) == ["InvalidParameterValue"])
        }
        #expect(try await codes(window(), ["PageNum": 1_000]) == [nil])
        #expect(try await codes(window(), ["PageNum": 1_001]) == ["InvalidParameterValue"])
        #expect(try await codes(window(), ["PageSize": 101]) == ["InvalidParameterValue"])
        #expect(try await codes(window(), ["PageSize": 9]) == [nil, "InvalidParameterValue"])
    }

    @Test(
        "knows the addresses of private networks",
        arguments: [
            ("10.0.0.1", true), ("172.16.0.1", true), ("172.31.9.9", true), ("192.168.1.1", true), ("127.0.0.1", true),
            ("169.254.1.1", true), ("::1", true), ("fd00::1", true), ("FE80::1", true), ("::ffff:10.0.0.1", true),
            ("172.32.0.1", false), ("192.169.0.1", false), ("8.8.8.8", false), ("2001:db8::1", false), ("-", false),
            ("", false),
        ])
    func privateAddresses(address: String, isPrivate: Bool) async throws {
        try await insert(1, address: address)
        let answer = try await api.call("DescribeLiveStreamEventList", window())
        #expect(answer["EventList", "0", "ClientIp"] == .string(isPrivate ? "-" : address))
    }
}
