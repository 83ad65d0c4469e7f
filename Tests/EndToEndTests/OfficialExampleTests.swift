// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The official examples", .sharedMachine, .timeLimit(.minutes(60)))
struct OfficialExampleTests {
    @Test("are all in the plan, for each action in README's table")
    func complete() throws {
        let examples = try OfficialExamples()
        let readme = try String(contentsOfFile: Programs.packageRoot + "/README.md", encoding: .utf8)
        let section = try #require(readme.split(separator: "## What it answers").last?.split(separator: "\n###").first)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("|") }
        let actions = rows.flatMap { row in
            row.matches(of: /\b(?:[A-Z][a-z]+){2,}\w*/).map { String($0.output) }
        }
        #expect(actions.count > 40)
        let labels = actions.flatMap { action in (0..<examples.count(action)).map { "\(action) \($0)" } }
        #expect(ExamplePlan.steps.map(\.label).sorted() == labels.sorted())
    }

    @Test("succeed through the Python SDK, with answers of the documented shape")
    func pythonSDK() async throws {
        try await ExampleRun.run(of: ExamplePlan.steps) { server, step, parameters in
            try await server.cloud.call(step.action, parameters, of: step.service)
        }
    }

    /// The first example of each action, and what these need.
    @Test("succeed through tccli, one for each action")
    func commandLine() async throws {
        let start = ContinuousClock.now
        let needed: Set<String> = ["CreateLiveRecordTemplate 1", "CreateLiveRecord 1"]
        let steps = ExamplePlan.steps.filter { $0.number == 0 || needed.contains($0.label) }
        try await ExampleRun.run(of: steps) { server, step, parameters in
            try await CommandLineClient(of: server).call(
                step.action, parameters.mapValues(\.withNumbers), of: step.service)
        }
        print("tccli: \(steps.count) calls in \(ContinuousClock.now - start)")
    }
}

/// One way through the plan on a server of its own.
private actor ExampleRun {
    typealias Call = @Sendable (ServerProcess, ExamplePlan.Step, [String: JSON]) async throws -> JSON

    /// Members that the official answers fill and a recording never has (the conformance test says why), or not yet.
    private static let absent: Set<String> = [
        "AnimatedGraphicsInfo", "SampleSnapshotInfo", "ImageSpriteInfo", "SnapshotByTimeOffsetInfo",
        "AdaptiveDynamicStreamingInfo", "MiniProgramReviewInfo", "ReviewInfo", "KeyFrameDescInfo", "SubtitleInfo",
        "TrtcRecordInfo", "WebPageRecordInfo",
    ]
    /// Searches for images, uploads and exact names find no recording.
    private static let empty: Set<String> = ["SearchMedia 0", "SearchMedia 3", "SearchMedia 4"]

    private let server: ServerProcess
    private let examples: OfficialExamples
    private let labels: Set<String>
    private let call: Call
    private var answers: [String: JSON] = [:]
    private var files: [JSON] = []

    private init(_ server: ServerProcess, _ steps: [ExamplePlan.Step], _ call: @escaping Call) throws {
        self.server = server
        self.examples = try OfficialExamples()
        self.labels = Set(steps.map(\.label))
        self.call = call
    }

    static func run(of steps: [ExamplePlan.Step], _ call: @escaping Call) async throws {
        try await CallbackReceiver.run { _, base in
            try await ServerProcess.run { server in
                let run = try ExampleRun(server, steps, call)
                for (action, parameters) in ExamplePlan.preparations(callbacks: base) {
                    try await server.cloud.call(action, parameters)
                }
                try await run.go(ExamplePlan.before)
                let tags = try await FLVFile(path: SourceMedia.noBFrames.file()).tags
                let url = server.push(ExamplePlan.stream, parameters: "vhost=\(ExamplePlan.domain)")
                try await LivePublisher.run(url) { publisher in
                    try await publisher.send(tags.prefix(tags.count / 2), paced: false)
                    async let rest: Void = publisher.send(tags.dropFirst(tags.count / 2))
                    try await run.go(ExamplePlan.during)
                    try await rest
                    try await run.go(ExamplePlan.ending)
                }
                try await run.awaitFiles()
                try await run.go(ExamplePlan.after)
            }
        }
    }

    private func go(_ waves: [[ExamplePlan.Step]]) async throws {
        for wave in waves {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, step) in wave.filter({ labels.contains($0.label) }).enumerated() {
                    // Three at a time keep two cores busy.
                    if index >= 3 { try await group.next() }
                    group.addTask { try await self.take(step) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func awaitFiles() async throws {
        files = try await server.cloud.recordings(of: ExamplePlan.stream, count: 2).map { $0["FileId"] }
    }

    private func take(_ step: ExamplePlan.Step) async throws {
        let example = try examples.example(step.action, step.number, of: step.service)
        var parameters = example.parameters
        for (name, substitute) in step.substitutes { parameters[name] = try value(of: substitute) }
        do {
            let answer = try await call(server, step, parameters)
            answers[step.label] = answer
            let faults = answer.differences(
                from: example.response, absent: Self.absent, mayBeEmpty: Self.empty.contains(step.label))
            #expect(faults == [], "\(step.label): \(answer.text)")
        } catch let error as CloudError {
            Issue.record("\(step.label) \(parameters): \(error)")
        }
    }

    private func value(of substitute: ExamplePlan.Substitute) throws -> JSON {
        let now = Wall.second
        switch substitute {
        case .unix(let seconds): return .integer(now + seconds)
        case .utc(let seconds):
            return .string(Date(timeIntervalSince1970: Double(now + seconds)).formatted(.iso8601))
        case .beijing(let seconds):
            // The style writes UTC; Beijing is eight hours ahead all year.
            let time = Date(timeIntervalSince1970: Double(now + seconds + 8 * 3_600)).formatted(.iso8601)
            return .string(time.replacing("T", with: " ").replacing("Z", with: ""))
        case .answer(let label, let member): return try #require(answers[label])[member]
        case .file: return try #require(files.first)
        case .files: return [try #require(files.first), "5285485487985271488"]
        case .value(let value): return value
        }
    }
}

extension JSON {
    /// What an answer lacks of an official one, by names and types at every depth.
    fileprivate func differences(
        from official: JSON, absent: Set<String>, mayBeEmpty: Bool, at path: [String] = []
    ) -> [String] {
        let name = path.joined(separator: ".")
        switch (official, self) {
        case (.null, _), (.string, .string), (.boolean, .boolean), (.integer, .integer): return []
        case (.integer, .number), (.number, .integer), (.number, .number): return []
        case (.object(let members), .object(let own)):
            return members.keys.sorted().flatMap { member -> [String] in
                guard let value = own[member] else { return ["\(name).\(member) is absent"] }
                guard value != .null || !absent.contains(member) else { return [] }
                return value.differences(
                    from: members[member] ?? .null, absent: absent, mayBeEmpty: mayBeEmpty, at: path + [member])
            }
        case (.array(let elements), .array(let own)):
            guard let element = elements.first else { return [] }
            guard let first = own.first else {
                return mayBeEmpty || path.last == "TagSet" || absent.contains(path.last ?? "")
                    ? [] : ["\(name) is empty"]
            }
            return first.differences(from: element, absent: absent, mayBeEmpty: mayBeEmpty, at: path + ["0"])
        case _: return ["\(name) is \(self.text), officially \(official.text)"]
        }
    }

    /// The value with numbers for texts of digits inside of objects: tccli reads what stands there by its type.
    fileprivate var withNumbers: JSON {
        switch self {
        case .object(let members): .object(members.mapValues { $0.string.flatMap(Int64.init).map(JSON.integer) ?? $0 })
        case .array(let values): .array(values.map { $0.members == nil ? $0 : $0.withNumbers })
        case .null, .boolean, .integer, .number, .string: self
        }
    }
}
