/**
 * Finds unions of objects that no `kind` tells apart. Only the compiler knows exact types; this looks at
 * names and literals, and follows named imports between files.
 *
 * @module
 */

import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { type SourceFile, treeOf, visit } from '../../scripts/source-file.ts'
import { placeOf } from './syntax-rules.ts'

/** Whether one object type has a `kind` of literals. */
interface ObjectShape {
  hasKind: boolean
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration
interface Names {
  declared: Map<string, Declaration>
  imported: Map<string, { from: string; name: string }>
}

/**
 * Returns the unions without `kind`.
 * @param allowed Names of types, functions or variables whose unions need no `kind`, each with the reason.
 */
export function unionsWithoutKind(files: readonly SourceFile[], allowed: Readonly<Record<string, string>> = {}): string[] {
  const trees = files.map(treeOf)
  const namesOf = new Map(trees.map((tree) => [tree.fileName, namesIn(tree)]))
  const places: string[] = []
  for (const tree of trees) {
    visit(tree, (node) => {
      if (!ts.isUnionTypeNode(node) || isPartOfUnion(node)) return
      const objects = node.types.map((type) => shapesOf(type, namesOf, new Set())).filter((shapes) => shapes.length > 0)
      // For example a union and its promise: the union is checked at its own declaration.
      if (objects.length < 2 || objects.flat().every(({ hasKind }) => hasKind)) return
      if (Object.hasOwn(allowed, ownerOf(node))) return
      places.push(`${ownerOf(node)}, ${placeOf(node)}`)
    })
  }
  return places
}

function namesIn(tree: ts.SourceFile): Names {
  const names: Names = { declared: new Map(), imported: new Map() }
  for (const statement of tree.statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) names.declared.set(statement.name.text, statement)
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const from = normalize(join(dirname(tree.fileName), statement.moduleSpecifier.text))
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue
    for (const { name, propertyName } of bindings.elements) names.imported.set(name.text, { from, name: (propertyName ?? name).text })
  }
  return names
}

/** Returns the object types in a type. Other types, and unknown names, are left out. */
function shapesOf(type: ts.TypeNode, namesOf: ReadonlyMap<string, Names>, seen: ReadonlySet<Declaration>): ObjectShape[] {
  if (ts.isParenthesizedTypeNode(type)) return shapesOf(type.type, namesOf, seen)
  if (ts.isUnionTypeNode(type)) return type.types.flatMap((part) => shapesOf(part, namesOf, seen))
  if (ts.isTypeLiteralNode(type)) return [{ hasKind: type.members.some(isKind) }]
  if (ts.isIntersectionTypeNode(type)) return intersected(type.types.map((part) => shapesOf(part, namesOf, seen)))
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || type.typeArguments !== undefined) return []
  const declaration = declarationOf(type.typeName.text, type.getSourceFile().fileName, namesOf)
  if (declaration === undefined || seen.has(declaration)) return []
  const seenNow = new Set([...seen, declaration])
  if (ts.isTypeAliasDeclaration(declaration)) return shapesOf(declaration.type, namesOf, seenNow)
  return [{ hasKind: declaration.members.some(isKind) }]
}

/** Each part of an intersection adds its members to every alternative of the others. */
const intersected = (parts: readonly ObjectShape[][]): ObjectShape[] =>
  parts
    .filter((shapes) => shapes.length > 0)
    .reduce<ObjectShape[]>(
      (all, shapes) =>
        all.length === 0 ? shapes : all.flatMap((one) => shapes.map((other) => ({ hasKind: one.hasKind || other.hasKind }))),
      [],
    )

function declarationOf(name: string, file: string, namesOf: ReadonlyMap<string, Names>): Declaration | undefined {
  const names = namesOf.get(file)
  const imported = names?.imported.get(name)
  return names?.declared.get(name) ?? (imported && namesOf.get(imported.from)?.declared.get(imported.name))
}

/** True for `kind: 'live'` or `kind: 'live' | 'retry'`. */
function isKind(member: ts.TypeElement): boolean {
  if (!ts.isPropertySignature(member) || member.name.getText() !== 'kind' || member.type === undefined) return false
  const types = ts.isUnionTypeNode(member.type) ? member.type.types : [member.type]
  return types.every((type) => ts.isLiteralTypeNode(type))
}

function isPartOfUnion({ parent }: ts.Node): boolean {
  return ts.isUnionTypeNode(parent) || ((ts.isParenthesizedTypeNode(parent) || ts.isIntersectionTypeNode(parent)) && isPartOfUnion(parent))
}

/** Returns the nearest name around a type: of its alias, interface, function or variable. */
function ownerOf(node: ts.Node): string {
  for (let above = node.parent; !ts.isSourceFile(above); above = above.parent) {
    if (ts.isTypeAliasDeclaration(above) || ts.isInterfaceDeclaration(above) || ts.isFunctionDeclaration(above))
      return above.name?.text ?? ''
    if (ts.isVariableDeclaration(above) && ts.isIdentifier(above.name)) return above.name.text
  }
  return ''
}
