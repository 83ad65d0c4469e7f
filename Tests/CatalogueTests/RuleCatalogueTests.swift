// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Catalogue of templates and rules")
struct RuleCatalogueTests {
    @Test("changes a template as a whole", arguments: CatalogueKind.allCases)
    func changesTemplate(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let id = try await catalogue.insert(RecordTemplate.test)
            let other = try await catalogue.insert(RecordTemplate.test)
            #expect(
                try await catalogue.changeRecordTemplate(id: id) { template in
                    template.name = "b"
                    template.formats[.flv] = nil
                    template.formats[.hls] = FormatSettings()
                })
            var expected = RecordTemplate.test
            expected.id = id
            expected.name = "b"
            expected.formats[.flv] = nil
            expected.formats[.hls] = FormatSettings()
            #expect(try await catalogue.recordTemplate(id: id) == expected)
            #expect(try await catalogue.recordTemplate(id: other)?.name == "模板")
            #expect(try await !catalogue.changeRecordTemplate(id: 99) { $0.name = "c" })
        }
    }

    @Test("deletes a template unless a rule is bound to it, and numbers no other so", arguments: CatalogueKind.allCases)
    func deletesTemplate(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let id = try await catalogue.insert(RecordTemplate.test)
            #expect(try await catalogue.insert(RecordRule.test(template: id), quota: 9) == .inserted)
            #expect(try await catalogue.deleteRecordTemplate(id: id) == .inUse)
            #expect(
                try await catalogue.deleteRecordRule(domain: "PUSH.example.com", application: "", stream: ""))
            #expect(try await catalogue.deleteRecordTemplate(id: id) == .deleted)
            #expect(try await catalogue.deleteRecordTemplate(id: id) == .unknown)
            #expect(try await catalogue.recordTemplate(id: id) == nil)
            #expect(try await catalogue.insert(RecordTemplate.test) == id + 1)
        }
    }

    @Test("keeps rules by their names, one each, within the quota", arguments: CatalogueKind.allCases)
    func keepsRules(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let id = try await catalogue.insert(RecordTemplate.test)
            let rules = [
                RecordRule.test(application: "live", stream: "room42", template: id),
                RecordRule.test(application: "live", template: id), RecordRule.test(template: id),
            ]
            for rule in rules { #expect(try await catalogue.insert(rule, quota: 3) == .inserted) }
            #expect(try await catalogue.insert(rules[0], quota: 9) == .taken)
            #expect(
                try await catalogue.insert(RecordRule.test(application: "x", template: 99), quota: 9) == .noTemplate)
            #expect(
                try await catalogue.insert(RecordRule.test(application: "x", template: id), quota: 3) == .quotaReached)
            #expect(try await catalogue.recordRules() == rules.reversed())
            let domain = "push.example.com"
            #expect(try await !catalogue.deleteRecordRule(domain: domain, application: "", stream: "room42"))
            #expect(try await catalogue.deleteRecordRule(domain: domain, application: "live", stream: ""))
            #expect(try await catalogue.recordRules() == [rules[2], rules[0]])
        }
    }

    @Test("finds the rule that holds for a stream", arguments: CatalogueKind.allCases)
    func findsRule(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let names = [("", ""), ("live", ""), ("", "room42"), ("live", "room42")]
            for (application, stream) in names {
                let id = try await catalogue.insert(RecordTemplate.test)
                let rule = RecordRule.test(application: application, stream: stream, template: id)
                #expect(try await catalogue.insert(rule, quota: 9) == .inserted)
                // Each is closer than those before.
                #expect(try await catalogue.recordRule(for: .room) == rule)
            }
            let show = StreamKey(domain: "push.example.com", application: "show", stream: "x")
            #expect(try await catalogue.recordRule(for: show)?.application == "")
            let elsewhere = StreamKey(domain: "other.example.com", application: "live", stream: "room42")
            #expect(try await catalogue.recordRule(for: elsewhere) == nil)
        }
    }

    @Test("keeps whether an order or a rule had a file made", arguments: CatalogueKind.allCases)
    func keepsCause(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let files = [try RecordedFile.test("1"), try RecordedFile.test("2", cause: .rule)]
            for file in files { try await catalogue.insert(file) }
            #expect(try await catalogue.files(ids: ["1", "2"]) == files)
        }
    }
}
