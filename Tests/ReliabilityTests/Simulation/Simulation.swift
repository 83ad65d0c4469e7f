// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Logging
import Media
import Recorder
import RecordingModel
import RecordingTesting

/// One run: a while of chaos, then calm, in which everything has to come to its end.
final class Simulation: @unchecked Sendable {
    /// What came of a seed.
    struct Outcome {
        var seed: UInt64
        var trace: [String]
        var violations: [String]
        var steps: Int
        var deaths: Int
        var files: Int
        var rows: Int
    }

    let world: SimulatedWorld
    let scheduler: SimulatedScheduler
    var server: SimulatedServer?
    var sources: [String: SimulatedSource] = [:]
    var isCalm = false
    private var processCount = 0
    private var deaths = 0
    private var stepsToDeath = Int.max
    private var orderCount = 0
    private var pushCount: UInt64 = 0

    static let streams = ["one", "two", "three"]
    static let urls = ["http://a.example.org/", "http://b.example.org/", "http://c.example.org/"]

    static func run(seed: UInt64, logger: Logger? = nil) throws -> Outcome {
        let scheduler = SimulatedScheduler(seed: seed)
        return try scheduler.run {
            let simulation = try Simulation(seed: seed, scheduler: scheduler, logger: logger)
            simulation.run()
            return simulation.outcome
        }
    }

    private init(seed: UInt64, scheduler: SimulatedScheduler, logger: Logger?) throws {
        self.scheduler = scheduler
        var generator = scheduler.generator
        func choice(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
        let plan = SimulatedWorld.Plan(
            uploads: choice(3) > 0, keepsCopies: choice(3) == 0, maximumBytes: choice(4) == 0 ? 20_000 : nil,
            clockSteps: choice(4) == 0, isDeadly: choice(4) > 0)
        scheduler.generator = generator
        world = try SimulatedWorld(
            seed: seed, scheduler: scheduler, plan: plan,
            logger: logger ?? Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
        world.trace("\(plan)")
    }

    private var outcome: Outcome {
        Outcome(
            seed: world.seed, trace: world.lines, violations: world.violations, steps: scheduler.stepCount,
            deaths: deaths, files: world.files.count, rows: world.rows.count)
    }

    private func run() {
        prepare()
        begin()
        let end = Duration.seconds(10 + world.number(below: 30))
        scheduleAction(until: end)
        scheduleTick()
        go(until: end)
        calm()
        go(until: end + .seconds(48))
        checkRecorded()
        for stream in Self.streams { sources[stream].map(endPush) }
        settle(within: .seconds(7_200))
        guard world.violations.isEmpty else { return }
        checkEnd()
        guard world.violations.isEmpty else { return }
        stop()
    }

    // MARK: Time

    /// Lets everything happen until a time, or until something is wrong.
    private func go(until limit: Duration) {
        var stepsNow = 0
        repeat {
            while world.violations.isEmpty, scheduler.step() {
                stepsNow += 1
                if stepsNow > 100_000 { return world.violated("it spins") }
                if scheduler.stepCount >= stepsToDeath { die() }
                if world.exit != nil { die() }
            }
            stepsNow = 0
            guard world.violations.isEmpty else { return }
            checkNow()
        } while scheduler.advance(to: limit)
    }

    private func scheduleTick() {
        scheduler.after(.milliseconds(500)) { [self] in
            for stream in Self.streams { sources[stream]?.tick() }
            scheduleTick()
        }
    }

    private func scheduleAction(until end: Duration) {
        scheduler.after(.milliseconds(50 + world.number(below: 1_500))) { [self] in
            guard !isCalm else { return }
            act()
            scheduleAction(until: end)
        }
    }

    /// Nothing goes wrong any more.
    private func calm() {
        isCalm = true
        world.trace("calm")
        world.faults = SimulatedFaults()
        world.isDiskFull = false
        stepsToDeath = .max
        scheduler.after(.seconds(16)) { [self] in
            for stream in Self.streams { beginPush(stream) }
        }
        for stream in Self.streams {
            scheduler.after(.seconds(12 + world.number(below: 12))) { [self] in
                makeOrder(stream, from: 0, for: 60)
            }
        }
    }

    /// Waits until nothing is left to do.
    private func settle(within limit: Duration) {
        let end = scheduler.now + limit
        while world.violations.isEmpty, scheduler.now < end {
            go(until: scheduler.now + .seconds(5))
            if unsettled() == nil { return }
        }
        guard world.violations.isEmpty else { return }
        world.violated("it never ends: \(unsettled() ?? "")")
    }

    private func stop() {
        guard let server else { return }
        server.stop()
        go(until: scheduler.now + .seconds(60))
        if !server.isStopped { world.violated("the server does not stop") }
        server.process.die()
    }

    // MARK: Processes

    private func begin() {
        guard server == nil else { return }
        processCount += 1
        let process = SimulatedProcess(number: processCount, scheduler: scheduler)
        let server = SimulatedServer(world, process)
        self.server = server
        world.trace("server \(processCount) begins")
        server.start()
        guard world.plan.isDeadly, !isCalm else { return }
        let isSoon = world.number(below: 4) == 0
        stepsToDeath = scheduler.stepCount + 1 + world.number(below: isSoon ? 300 : 4_000)
    }

    /// kill -9.
    private func die() {
        stepsToDeath = .max
        world.exit = nil
        guard let server else { return }
        deaths += 1
        world.trace("server \(server.process.number) dies")
        server.process.die()
        self.server = nil
        sources = [:]
        scheduler.after(.milliseconds(100 + world.number(below: 10_000))) { [self] in begin() }
    }

    // MARK: Pushes

    var readyServer: SimulatedServer? { server.flatMap { $0.isReady ? $0 : nil } }

    func beginPush(_ stream: String) {
        guard let server = readyServer, sources[stream] == nil else { return }
        pushCount += 1
        let key = StreamKey(domain: SimulatedWorld.domain, application: "live", stream: stream)
        let publication = Publication(
            id: PublicationID(number: pushCount), key: key, begun: world.wall.now, clientAddress: "192.0.2.1",
            parameters: "")
        let source = SimulatedSource(publication, world: world, process: server.process)
        sources[stream] = source
        world.trace("push \(pushCount) of \(stream) begins")
        Task { [scheduler] in
            _ = await server.facts.write(announcing: server.announcer.announcements(of: .pushBegan(publication))) {
                try await $0.insert(PushRecord(publication: publication, isAdmitted: true, end: nil), announcing: $1)
            }
            await server.recorder.publicationBegan(source)
            source.known = scheduler.now
        }
    }

    func endPush(_ source: SimulatedSource) {
        guard let server = readyServer, source.known != nil, !source.isOver else { return }
        let publication = source.publication
        let stream = publication.key.stream
        world.trace("push \(publication.id.number) of \(stream) ends")
        source.end { [self] in
            let end = PushRecord.End(time: world.wall.now, code: .clientEnded)
            Task { [self] in
                await server.recorder.publicationEnded(
                    publication, at: end.time, code: end.code, resolution: nil)
                let event = RecordingEvent.pushEnded(publication, at: end.time, code: end.code, resolution: nil)
                _ = await server.facts.write(announcing: server.announcer.announcements(of: event)) {
                    try await $0.endPush(publication.id, with: end, announcing: $1)
                }
                await server.process.stayAlive()
                if sources[stream] === source { sources[stream] = nil }
            }
        }
    }

    // MARK: Orders

    func makeOrder(_ stream: String, from start: Int64, for length: Int64) {
        guard let server = readyServer else { return }
        orderCount += 1
        let now = world.wall.now
        let task = RecordingTask(
            id: "order\(orderCount)",
            key: StreamKey(domain: SimulatedWorld.domain, application: "live", stream: stream),
            start: now.advanced(by: .seconds(start)), end: now.advanced(by: .seconds(start + length)),
            templateID: UInt64(world.number(below: SimulatedTemplates.all.count + 1)), created: now)
        world.orders[task.id] = SimulatedWorld.Order(task: task)
        world.trace("order \(task.id) of \(stream), template \(task.templateID), \(start) s for \(length) s")
        Task { [world] in
            let refusal: OrderRefusal?
            do { refusal = try await server.recorder.create(task, within: .unlimited) } catch {
                return world.trace("\(task.id) is answered: \(error)")
            }
            await server.process.stayAlive()
            world.trace("\(task.id) is answered: \(refusal.map { "\($0)" } ?? "made")")
            world.orders[task.id]?.isAnswered = refusal == nil
        }
    }

    func stopOrder(_ id: String) {
        guard let server = readyServer else { return }
        world.orders[id]?.isStopAsked = true
        let time = world.wall.now
        world.trace("stop \(id)")
        Task { [world, scheduler] in
            guard let found = try? await server.recorder.stop(taskID: id, at: time) else { return }
            await server.process.stayAlive()
            world.trace("\(id) is stopped: \(found)")
            guard found else { return }
            world.orders[id]?.stopAnswered = world.wall.now
            world.orders[id]?.stopAnsweredAt = scheduler.now
        }
    }

    func deleteOrder(_ id: String) {
        guard let server = readyServer else { return }
        world.orders[id]?.isDeleteAsked = true
        world.trace("delete \(id)")
        Task { [world] in
            let found = try? await server.recorder.delete(taskID: id, at: world.wall.now)
            await server.process.stayAlive()
            world.trace("\(id) is deleted: \(found.map { "\($0)" } ?? "perhaps")")
        }
    }
}
