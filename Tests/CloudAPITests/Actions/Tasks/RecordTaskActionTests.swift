// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct RecordTaskActionTests {
    private static let now = TestAPI.start
    private let api = TestAPI()

    private func order(_ more: JSONObject = [:], stream: String = "room42") -> JSONObject {
        var parameters: JSONObject = [
            "StreamName": .string(stream), "DomainName": "Push.Example.com", "AppName": "live",
            "EndTime": .integer(Self.now + 3_600),
        ]
        parameters.members.removeAll { more[$0.name] != nil }
        parameters.members += more.members
        return parameters
    }

    private func window(_ more: JSONObject = [:]) -> JSONObject {
        var window: JSONObject = [
            "StartTime": .integer(Self.now - 86_400), "EndTime": .integer(Self.now + 5 * 86_400),
        ]
        window.members += more.members
        return window
    }

    @Test("keeps an order with every parameter, digits in quotes too")
    func createsFully() async throws {
        let answer = try await api.call(
            "CreateRecordTask",
            order([
                "StartTime": .string("\(Self.now + 60)"), "StreamType": 0, "TemplateId": 77, "Extension": "note",
            ]))
        let id = try answer.text("TaskId")
        #expect(id.wholeMatch(of: /U[A-Za-z0-9]{59}/) != nil)
        let task = try #require(try await api.catalogue.task(id: id))
        #expect(task.key == StreamKey(domain: "push.example.com", application: "live", stream: "room42"))
        #expect(task.start == .seconds(Self.now + 60))
        #expect(task.end == .seconds(Self.now + 3_600))
        #expect(task.templateID == 77)
        #expect(task.extensionText == "note")
        #expect(task.created == .seconds(Self.now))
    }

    @Test("begins now without StartTime, and mints an id for every order")
    func createsShortly() async throws {
        let first = try await api.call("CreateRecordTask", order()).text("TaskId")
        let second = try await api.call("CreateRecordTask", order()).text("TaskId")
        #expect(first != second)
        #expect(try await api.catalogue.task(id: first)?.start == .seconds(Self.now))
        #expect(try await api.catalogue.task(id: first)?.templateID == 0)
    }

    @Test("asks for what is required", arguments: ["StreamName", "DomainName", "AppName", "EndTime"])
    func missing(name: String) async throws {
        var parameters = order()
        parameters.members.removeAll { $0.name == name }
        let answer = try await api.call("CreateRecordTask", parameters)
        #expect(answer.code == "MissingParameter")
        #expect(answer.message?.contains("`\(name)`") == true)
    }

    @Test(
        "refuses wrong types and values",
        arguments: [
            ["StreamName": 42], ["StreamName": ""], ["AppName": "a\u{7}"], ["EndTime": -1], ["EndTime": "soon"],
            ["EndTime": .integer(UInt64.max)], ["EndTime": .number("1e9")], ["EndTime": .integer(now)],
            ["StartTime": .integer(now + 3_600)], ["StartTime": .integer(now - 86_400)], ["StreamType": 2],
            ["TemplateId": -1], ["EndTime": .integer(now + 8 * 86_400), "StartTime": .integer(now + 7 * 86_400 + 1)],
        ] as [JSONObject])
    func invalid(parameters: JSONObject) async throws {
        #expect(try await api.call("CreateRecordTask", order(parameters)).code == "InvalidParameter")
        #expect(try await api.catalogue.unfinishedTasks(at: .seconds(Self.now)).isEmpty)
    }

    @Test("stops an order once, and answers the second stop alike")
    func stops() async throws {
        let id = try await api.call("CreateRecordTask", order()).text("TaskId")
        api.clock.advance(by: .seconds(10))
        #expect(try await api.call("StopRecordTask", ["TaskId": .string(id)]).code == nil)
        api.clock.advance(by: .seconds(10))
        #expect(try await api.call("StopRecordTask", ["TaskId": .string(id)]).code == nil)
        let described = try await api.call("DescribeRecordTask", window())
        #expect(described["TaskList", "0", "Stopped"] == .integer(Self.now + 10))
    }

    @Test("forgets an order that is deleted")
    func deletes() async throws {
        let id = try await api.call("CreateRecordTask", order()).text("TaskId")
        #expect(try await api.call("DeleteRecordTask", ["TaskId": .string(id)]).code == nil)
        #expect(try await api.call("DescribeRecordTask", window()).list("TaskList").isEmpty)
        #expect(try await api.call("DeleteRecordTask", ["TaskId": .string(id)]).code == "InvalidParameter")
        #expect(try await api.call("StopRecordTask", ["TaskId": .string(id)]).code == "InvalidParameter")
    }

    @Test("describes an order with exactly the documented members")
    func describes() async throws {
        let id = try await api.call(
            "CreateRecordTask", order(["StartTime": .integer(Self.now + 60), "TemplateId": 7])
        ).text("TaskId")
        let answer = try await api.call("DescribeRecordTask", window())
        #expect(try answer.text("ScrollToken") == "")
        #expect(
            try answer.list("TaskList") == [
                .object([
                    "TaskId": .string(id), "DomainName": "push.example.com", "AppName": "live",
                    "StreamName": "room42", "StartTime": .integer(Self.now + 60),
                    "EndTime": .integer(Self.now + 3_600), "TemplateId": 7, "Stopped": 0,
                ])
            ])
    }

    @Test("describes only what the filters let through")
    func filters() async throws {
        for stream in ["a", "b"] { _ = try await api.call("CreateRecordTask", order(stream: stream)) }
        for (filter, count) in [
            (["StreamName": "a"], 1), (["StreamName": "c"], 0), (["StreamName": ""], 2),
            (["DomainName": "PUSH.example.com"], 2), (["AppName": "other"], 0),
        ] as [(JSONObject, Int)] {
            #expect(try await api.call("DescribeRecordTask", window(filter)).list("TaskList").count == count)
        }
        let before: JSONObject = ["StartTime": .integer(Self.now - 100), "EndTime": .integer(Self.now + 3_599)]
        #expect(try await api.call("DescribeRecordTask", before).list("TaskList").isEmpty)
    }

    @Test(
        "refuses windows that are too old, too long or inverted",
        arguments: [
            (now - 91 * 86_400, now - 90 * 86_400), (now, now + 7 * 86_400 + 1), (now, now), (now, now - 1),
        ])
    func describedWindow(start: Int64, end: Int64) async throws {
        let answer = try await api.call(
            "DescribeRecordTask", ["StartTime": .integer(start), "EndTime": .integer(end)])
        #expect(answer.code == "InvalidParameter")
    }

    @Test("pages without repeating or hiding an order while others come")
    func pages() async throws {
        let count = DescribeRecordTask.pageSize * 2 + 5
        var expected: Set<String> = []
        for number in 0..<count {
            let task = RecordingTask(
                id: "U\(number)", key: StreamKey(domain: "d", application: "a", stream: "s"),
                start: .seconds(Self.now + Int64(number % 7)), end: .seconds(Self.now + 100), created: api.clock.now)
            try await api.catalogue.insert(task)
            expected.insert(task.id)
        }
        var seen: [String] = []
        var token = ""
        repeat {
            let answer = try await api.call("DescribeRecordTask", window(["ScrollToken": .string(token)]))
            token = try answer.text("ScrollToken")
            for case .object(let task) in try answer.list("TaskList") {
                if case .string(let id)? = task["TaskId"] { seen.append(id) }
            }
            // One that sorts before everything that has been seen.
            try await api.catalogue.insert(
                RecordingTask(
                    id: "A\(seen.count)", key: StreamKey(domain: "d", application: "a", stream: "s"),
                    start: .seconds(Self.now), end: .seconds(Self.now + 100), created: api.clock.now))
        } while !token.isEmpty
        #expect(seen.count == count)
        #expect(Set(seen) == expected)
        #expect(try await api.call("DescribeRecordTask", window(["ScrollToken": "x"])).code == "InvalidParameter")
    }
}
