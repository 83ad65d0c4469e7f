// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Catalogue")
struct CatalogueTests {
    private let wide = TaskFilter(window: .seconds(0) ... .seconds(1_000_000))

    // MARK: Orders

    @Test("keeps an order with all it says", arguments: CatalogueKind.allCases)
    func keepsOrder(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordingTask.test("a"))
            #expect(try await catalogue.task(id: "a") == .test("a"))
            #expect(try await catalogue.task(id: "b") == nil)
            await #expect(throws: (any Error).self) { try await catalogue.insert(RecordingTask.test("a", 1, 2)) }
            #expect(try await catalogue.task(id: "a") == .test("a"))
        }
    }

    @Test("stops an order once and for all", arguments: CatalogueKind.allCases)
    func stopsOrder(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordingTask.test("a"))
            #expect(try await catalogue.stopTask(id: "a", at: .seconds(150))?.stopped == .seconds(150))
            #expect(try await catalogue.stopTask(id: "a", at: .seconds(160))?.stopped == .seconds(150))
            #expect(try await catalogue.task(id: "a")?.stopped == .seconds(150))
            #expect(try await catalogue.stopTask(id: "b", at: .seconds(160)) == nil)
        }
    }

    @Test("forgets a deleted order", arguments: CatalogueKind.allCases)
    func deletesOrder(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.insert(RecordingTask.test("a"))
            #expect(try await catalogue.deleteTask(id: "a"))
            #expect(try await !catalogue.deleteTask(id: "a"))
            #expect(try await catalogue.task(id: "a") == nil)
            #expect(try await catalogue.tasks(matching: wide, after: nil, limit: 9) == [])
        }
    }

    @Test("finds orders that lie within a window, of one stream or of all", arguments: CatalogueKind.allCases)
    func filtersOrders(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let other = StreamKey(domain: "other.example.com", application: "show", stream: "room43")
            for task in [
                RecordingTask.test("within", 100, 200), .test("early", 99, 150), .test("late", 150, 201),
                .test("other", 120, 130, key: other),
            ] {
                try await catalogue.insert(task)
            }
            func find(domain: String? = nil, application: String? = nil, stream: String? = nil) async throws -> [String]
            {
                let filter = TaskFilter(
                    window: .seconds(100) ... .seconds(200), domain: domain, application: application, stream: stream)
                return try await catalogue.tasks(matching: filter, after: nil, limit: 10).map(\.id)
            }
            #expect(try await find() == ["within", "other"])
            #expect(try await find(stream: "room42") == ["within"])
            #expect(try await find(domain: "OTHER.example.com") == ["other"])
            #expect(try await find(application: "show") == ["other"])
            #expect(try await find(domain: "other.example.com", application: "live") == [])
        }
    }

    @Test("pages through orders by start and id without loss", arguments: CatalogueKind.allCases)
    func pagesOrders(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for (id, start) in [("d", 100), ("a", 102), ("c", 101), ("b", 101), ("e", 103)] as [(String, Int64)] {
                try await catalogue.insert(RecordingTask.test(id, start))
            }
            var pages: [[String]] = []
            var cursor: TaskCursor?
            repeat {
                let page = try await catalogue.tasks(matching: wide, after: cursor, limit: 2)
                cursor = page.last.map { TaskCursor(start: $0.start, id: $0.id) }
                pages.append(page.map(\.id))
            } while cursor != nil
            #expect(pages == [["d", "b"], ["c", "a"], ["e"], []])
        }
    }

    @Test("finds the orders that may still record", arguments: CatalogueKind.allCases)
    func findsUnfinished(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for (id, end) in [("over", 150), ("open", 151), ("stopped", 152), ("ahead", 900)] as [(String, Int64)] {
                try await catalogue.insert(RecordingTask.test(id, 100, end))
            }
            _ = try await catalogue.stopTask(id: "stopped", at: .seconds(120))
            let unfinished = try await catalogue.unfinishedTasks(at: .seconds(150))
            #expect(Set(unfinished.map(\.id)) == ["open", "ahead"])
        }
    }

    @Test("finds the few orders that may still record among many that are over", arguments: CatalogueKind.allCases)
    func findsFewUnfinished(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for number in 0..<20 as Range<Int64> {
                try await catalogue.insert(RecordingTask.test("\(number)", 100, number % 10 == 3 ? 300 : 150))
            }
            let found = try await catalogue.unfinishedTasks(at: .seconds(150), into: { ["\($0) in all"] }) {
                $0.append($1.id)
            }
            #expect(found.sorted() == ["13", "2 in all", "3"])
        }
    }

    @Test("shows on each page what was answered before", arguments: CatalogueKind.allCases)
    func pagesAreFresh(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for count in 1...9 {
                try await catalogue.insert(RecordingTask.test("\(count)"))
                #expect(try await catalogue.tasks(matching: wide, after: nil, limit: 99).count == count)
            }
        }
    }

    // MARK: Templates, domains and callbacks

    @Test("numbers recording templates and keeps them", arguments: CatalogueKind.allCases)
    func keepsRecordTemplates(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            var first = RecordTemplate.test
            first.id = try await catalogue.insert(RecordTemplate.test)
            var second = RecordTemplate(name: "nothing", formats: [:])
            second.id = try await catalogue.insert(second)
            #expect(0 < first.id && first.id < second.id)
            #expect(try await catalogue.recordTemplate(id: first.id) == first)
            #expect(try await catalogue.recordTemplate(id: 99) == nil)
            #expect(try await catalogue.recordTemplates() == [first, second])
        }
    }

    @Test("registers a domain once, whatever the case of its letters", arguments: CatalogueKind.allCases)
    func keepsDomains(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { (catalogue: any Catalogue) async throws in
            #expect(try await catalogue.domainCount() == 0)
            #expect(try await catalogue.insert(PushDomain.test("Push.Example.com")))
            #expect(try await !catalogue.insert(PushDomain.test("push.example.COM")))
            #expect(try await catalogue.domainCount() == 1)
            #expect(try await catalogue.domain(named: "push.example.com") == .test("push.example.com"))
            #expect(try await catalogue.domain(named: "PUSH.example.com") != nil)
            #expect(try await catalogue.domain(named: "other.example.com") == nil)
        }
    }

    @Test("changes the keys of a domain", arguments: CatalogueKind.allCases)
    func updatesDomain(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let keys = PushAuthentication(isEnabled: false, masterKey: "new", backupKey: "", delta: 5)
            let change = { (purpose: PushDomain.Purpose, refusal: CancellationError?) in
                try await catalogue.changeAuthentication(ofDomain: "Push.example.com", purpose: purpose) {
                    $0 = keys
                    if let refusal { throw refusal }
                }
            }
            #expect(try await !change(.play, nil))
            let domain = PushDomain.test("push.example.com")
            _ = try await catalogue.insert(domain)
            #expect(try await !change(.push, nil))
            await #expect(throws: CancellationError.self) { try await change(.play, CancellationError()) }
            #expect(try await catalogue.domain(named: "push.example.com") == domain)
            #expect(try await change(.play, nil))
            #expect(try await catalogue.domain(named: "push.example.com")?.authentication == keys)
        }
    }

    @Test("numbers callback templates and keeps them", arguments: CatalogueKind.allCases)
    func keepsCallbackTemplates(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            var template = CallbackTemplate.test("a")
            template.id = try await catalogue.insert(template)
            #expect(template.id > 0)
            #expect(try await catalogue.callbackTemplate(id: template.id) == template)
            #expect(try await catalogue.callbackTemplate(id: 99) == nil)
            #expect(try await catalogue.callbackTemplates().count == 1)
        }
    }

    @Test("refuses a rule for a callback template that is not there", arguments: CatalogueKind.allCases)
    func refusesDanglingRule(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let rule = CallbackRule(domain: "push.example.com", application: "", templateID: 9)
            await #expect(throws: (any Error).self) { try await catalogue.insert(rule) }
        }
    }

    // MARK: Media library

    @Test("keeps a file with the facts of its tracks", arguments: CatalogueKind.allCases)
    func keepsFile(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let both = try RecordedFile.test("1")
            var silent = try RecordedFile.test("2")
            silent.facts = MediaFacts(video: both.facts.video, audio: nil, begun: .seconds(1), ended: .seconds(2))
            try await catalogue.insert(both)
            try await catalogue.insert(silent)
            #expect(try await catalogue.files(ids: ["2", "x", "1"]) == [silent, both])
            await #expect(throws: (any Error).self) { try await catalogue.insert(both) }
        }
    }

    @Test("finds files by every part of a filter", arguments: CatalogueKind.allCases)
    func filtersFiles(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let other = StreamKey(domain: "other.example.com", application: "show", stream: "room43")
            try await catalogue.insert(RecordedFile.test("1", created: 100, title: "room42_%x"))
            try await catalogue.insert(RecordedFile.test("2", created: 200, title: "room42_😀"))
            try await catalogue.insert(RecordedFile.test("3", created: 200, title: "Room42_b", key: other))
            func find(_ change: (inout RecordedFileFilter) -> Void) async throws -> [String] {
                var filter = RecordedFileFilter()
                change(&filter)
                let found = try await catalogue.files(matching: filter, offset: 0, limit: 10)
                #expect(found.total == found.files.count)
                return found.files.map(\.id)
            }
            #expect(try await find { _ in } == ["3", "2", "1"])
            #expect(try await find { $0.newestFirst = false } == ["1", "2", "3"])
            #expect(try await find { $0.ids = ["1", "3", "9"] } == ["3", "1"])
            #expect(try await find { $0.titles = ["room42_%x", "room42"] } == ["1"])
            #expect(try await find { $0.titlePrefixes = ["room42_"] } == ["2", "1"])
            #expect(try await find { $0.titlePrefixes = ["room42_%", "Room"] } == ["3", "1"])
            #expect(try await find { $0.streams = ["room43"] } == ["3"])
            #expect(try await find { $0.domains = ["Other.example.com"] } == ["3"])
            #expect(try await find { $0.applications = ["live"] } == ["2", "1"])
            #expect(try await find { $0.createdAfter = .seconds(200) } == ["3", "2"])
            #expect(try await find { $0.createdBefore = .seconds(199) } == ["1"])
            #expect(try await find { ($0.streams, $0.titles) = (["room43"], ["room42_%x"]) } == [])
        }
    }

    @Test("pages through files and tells how many match", arguments: CatalogueKind.allCases)
    func pagesFiles(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for number in 1...5 { try await catalogue.insert(RecordedFile.test("\(number)", created: Int64(number))) }
            let page = try await catalogue.files(matching: RecordedFileFilter(), offset: 1, limit: 2)
            #expect(page.total == 5)
            #expect(page.files.map(\.id) == ["4", "3"])
            let none = try await catalogue.files(matching: RecordedFileFilter(), offset: 7, limit: 2)
            #expect(none.total == 5)
            #expect(none.files == [])
        }
    }
}
