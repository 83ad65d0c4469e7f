// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Subprocess
import Testing

/// A data folder whose server is killed again and again at random instants, while streams are pushed and orders made.
///
/// The seed decides what is done and when; how far the server has come with it by then is the machine's.
struct CrashLife: Sendable {
    /// What a life has seen.
    struct Outcome: Sendable {
        var kills = 0
        var orders = 0
        var files = 0
        var expected = 0
        var missing = 0
        var worstLoss = 0.0
        var worstLateness = 0.0
        var slowestStart = 0.0
        var faults: [String] = []
    }

    let seed: UInt64
    let kills: Int
    private let streams = ["first", "second", "third"]
    private let ledger = SweepLedger()

    init(seed: UInt64, kills: Int) {
        (self.seed, self.kills) = (seed, kills)
    }

    func run() async throws -> Outcome {
        try await CallbackReceiver.run { receiver, base in
            var outcome = Outcome()
            let data = try TemporaryFolder()
            var library = RecordedLibrary(data)
            var templates: [Int64] = []
            var ready: ServerProcess.Ready?
            var death: (time: Double, lateness: Double, unanswered: Int)?
            for round in 0...self.kills {
                let isLast = round == self.kills
                let started = Wall.now
                let settings = ["--api-rate-limits", "off", "--callback-retry-interval", "1"]
                (ready, death) = try await ServerProcess.run(
                    settings, data: data, again: ready, ending: isLast ? .exited(0) : .signaled(9)
                ) { server in
                    outcome.slowestStart = max(outcome.slowestStart, Wall.now - started)
                    if let death {
                        outcome.faults += try await self.check(death, server, &library, &outcome).map {
                            "kill \(round): \($0)"
                        }
                    } else {
                        templates = [
                            try await server.cloud.template(Recording.Format.allCases),
                            try await server.cloud.template(Recording.Format.allCases, continuing: 30),
                        ]
                        try await Self.bind(base + "/all", on: server)
                        for stream in self.streams { await self.order(stream, templates[0], 3_600, server) }
                    }
                    guard isLast else { return (server.ready, try await self.live(round, server, templates)) }
                    outcome.faults += try await self.checkAnnounced(receiver, server, library)
                    return (server.ready, nil)
                }
            }
            outcome.kills = self.kills
            outcome.orders = await self.ledger.orders.count
            outcome.files = library.files.count
            return outcome
        }
    }

    private static func bind(_ url: String, on server: ServerProcess) async throws {
        let answer = try await server.cloud.call(
            "CreateLiveCallbackTemplate", ["TemplateName": "all", "RecordNotifyUrl": .string(url)])
        try await server.cloud.call(
            "CreateLiveCallbackRule",
            ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": answer["TemplateId"]])
    }

    // MARK: Life and death

    /// Lets publishers and clients work until the server is killed; answers when that was, how late the machine ran,
    /// and how many orders were on their way then.
    private func live(
        _ round: Int, _ server: ServerProcess, _ templates: [Int64]
    ) async throws -> (time: Double, lateness: Double, unanswered: Int) {
        var generator = SeededGenerator(seed: self.seed << 16 + UInt64(round))
        // Short ones, too, when much has just begun.
        let length = Double.random(in: 0...1, using: &generator) < 0.25 ? 0.1...1 : 1...5
        let wait = Double.random(in: length, using: &generator)
        let seeds = (0...self.streams.count).map { _ in generator.next() }
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, stream) in self.streams.enumerated() {
                group.addTask {
                    await self.publish(stream, index == 2 ? .mp3 : .aac, SeededGenerator(seed: seeds[index]), server)
                    return 0
                }
            }
            group.addTask { await self.manage(SeededGenerator(seed: seeds[self.streams.count]), templates, server) }
            let pulse = Pulse(folder: server.data.path)
            defer { pulse.stop() }
            try await Task.sleep(for: .seconds(wait))
            let killed = Wall.now
            try await server.kill()
            let lateness = pulse.worst
            group.cancelAll()
            var unanswered = 0
            for try await count in group { unanswered += count }
            return (killed, lateness, unanswered)
        }
    }

    /// Pushes one stream again and again.
    private func publish(
        _ stream: String, _ sound: NumberedPush.Sound, _ seeded: SeededGenerator, _ server: ServerProcess
    ) async {
        var generator = seeded
        while !Task.isCancelled, await !server.log.hasEnded {
            let length = Double.random(in: 0.5...6, using: &generator)
            let isCut = Double.random(in: 0...1, using: &generator) < 0.3
            let pause = Double.random(in: 0...0.4, using: &generator)
            let push = try? await NumberedPublisher(stream: stream, sound: sound).push(
                to: server.ready, after: self.ledger.numbers(), isCut: isCut
            ) { Wall.now > $0.accepted + length }
            if let push { await self.ledger.pushed(push) }
            try? await Task.sleep(for: .seconds(pause))
        }
    }

    /// Makes orders, stops and deletes them; answers how many were asked for and not answered.
    private func manage(_ seeded: SeededGenerator, _ templates: [Int64], _ server: ServerProcess) async -> Int {
        var generator = seeded
        var unanswered = 0
        while !Task.isCancelled, await !server.log.hasEnded {
            try? await Task.sleep(for: .seconds(Double.random(in: 0.05...0.8, using: &generator)))
            let now = Wall.now
            let open = await self.ledger.orders.filter { !$0.isLeft && $0.end > now }
            switch (Double.random(in: 0...1, using: &generator), open.randomElement(using: &generator)) {
            case (..<0.5, _) where open.count < 6, (_, nil):
                let stream = self.streams.randomElement(using: &generator) ?? ""
                let template = templates.randomElement(using: &generator) ?? 0
                let length = Double.random(in: 0...1, using: &generator) < 0.2 ? 3 : 3_600.0
                guard await self.ledger.hasPlace(stream, at: now) else { continue }
                if await !self.order(stream, template, length, server) { unanswered += 1 }
            case (..<0.65, let order?):
                await self.ledger.change(order.id) { $0.stopAsked = Wall.now }
                guard (try? await server.cloud.call("StopRecordTask", ["TaskId": .string(order.id)])) != nil else {
                    continue
                }
                await self.ledger.change(order.id) { $0.stopAnswered = Wall.now }
            case (..<0.8, let order?) where open.count > 2:
                await self.ledger.change(order.id) { $0.deletionAsked = Wall.now }
                guard (try? await server.cloud.call("DeleteRecordTask", ["TaskId": .string(order.id)])) != nil else {
                    continue
                }
                await self.ledger.change(order.id) { $0.deletionAnswered = Wall.now }
            case (_, _): continue
            }
        }
        return unanswered
    }

    /// Orders a recording; false when no answer came.
    @discardableResult
    private func order(_ stream: String, _ template: Int64, _ length: Double, _ server: ServerProcess) async -> Bool {
        let end = Int64(Wall.now + length)
        do {
            let id = try await server.cloud.order(stream, until: end, template: template)
            await self.ledger.ordered(
                .init(id: id, stream: stream, answered: Wall.now, end: Double(end)))
            return true
        } catch {
            await self.ledger.notAnswered(stream)
            return false
        }
    }

    // MARK: After it

    /// Holds a server that has just started, and what lies in its folder, against what was done before.
    private func check(
        _ death: (time: Double, lateness: Double, unanswered: Int), _ server: ServerProcess,
        _ library: inout RecordedLibrary, _ outcome: inout Outcome
    ) async throws -> [String] {
        var faults = await library.look()
        faults += await self.ledger.compare(
            with: try await server.cloud.tasks(), unanswered: death.unanswered, at: Wall.now)
        var verdict = SweepVerdict(killed: death.time, lateness: death.lateness)
        let orders = await self.ledger.orders
        for push in await self.ledger.takePushes() {
            for order in orders { verdict.judge(push, for: order, in: library) }
        }
        outcome.expected += verdict.expected
        outcome.missing += verdict.missing
        outcome.worstLoss = max(outcome.worstLoss, verdict.worstLoss)
        outcome.worstLateness = max(outcome.worstLateness, death.lateness)
        return faults + verdict.faults
    }

    /// Waits for the callbacks of all files, and holds them and the library's list against the files.
    private func checkAnnounced(
        _ receiver: CallbackReceiver, _ server: ServerProcess, _ library: RecordedLibrary
    ) async throws -> [String] {
        var urls: [String] = []
        for stream in self.streams {
            for page in 0... {
                let answer = try await server.cloud.call(
                    "SearchMedia",
                    ["StreamIds": [.string(stream)], "Limit": 100, "Offset": .integer(Int64(page) * 100)], of: "vod")
                let infos = answer["MediaInfoSet"].array ?? []
                urls += infos.compactMap { $0["BasicInfo"]["MediaUrl"].string?.file }
                if infos.count < 100 { break }
            }
        }
        var faults: [String] = []
        if Set(urls).count < urls.count { faults.append("a file is in the library twice") }
        if Set(urls) != library.files {
            faults.append("in the library and not there, or the other way: \(library.files.symmetricDifference(urls))")
        }
        var announced: Set<String> = []
        do {
            _ = try await eventually("a callback for each file", within: 60) {
                announced = Set(
                    await receiver.callbacks.filter { $0.body["event_type"] == 100 }
                        .compactMap { $0.body["video_url"].string?.file })
                return announced.isSuperset(of: library.files) ? true : nil
            }
        } catch {
            faults.append("never announced: \(library.files.subtracting(announced))")
        }
        if !announced.isSubset(of: library.files) {
            faults.append("announced and not there: \(announced.subtracting(library.files))")
        }
        return faults
    }
}

extension String {
    /// `FOLDER/NAME` of a file's URL.
    fileprivate var file: String { self.split(separator: "/").suffix(2).joined(separator: "/") }
}
