//! The modules of a crate, as its source has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Item, ItemUse, UseTree, Visibility};

/// A path from the root of a crate, e.g. `["m7", "sip", "Create"]`.
pub(crate) type Names = Vec<String>;

/// The modules of a crate by their path, the crate's name first.
pub(crate) type Modules = BTreeMap<Names, Module>;

/// One module.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) is_public: bool,
    pub(crate) items: Vec<Item>,
    /// What each name that is brought in by `use` stands for, and whether it is passed on.
    pub(crate) uses: BTreeMap<String, Use>,
    /// The modules all of whose names are brought in.
    pub(crate) globs: Vec<Use>,
}

/// What a name that is brought in by `use` stands for.
pub(crate) struct Use {
    pub(crate) path: Names,
    pub(crate) is_public: bool,
}

/// Reads the crate of this name, whose source is this folder's.
pub(crate) fn read(name: &str, folder: &Path) -> Modules {
    let text = fs::read_to_string(folder.join("lib.rs")).unwrap();
    let mut reader = Reader::default();
    reader.module(vec![name.to_owned()], Some(folder), true, &text);
    reader.finish()
}

/// Reads a crate that is all in one text.
pub(crate) fn read_text(name: &str, text: &str) -> Modules {
    let mut reader = Reader::default();
    reader.module(vec![name.to_owned()], None, true, text);
    reader.finish()
}

#[derive(Default)]
struct Reader {
    modules: Modules,
    /// By name: the macros of the crate, which are all of one rule.
    macros: BTreeMap<String, TokenStream>,
}

impl Reader {
    fn module(&mut self, path: Names, folder: Option<&Path>, is_public: bool, text: &str) {
        let items = syn::parse_file(text).unwrap().items;
        self.items(path, folder, is_public, items);
    }

    fn items(&mut self, path: Names, folder: Option<&Path>, is_public: bool, items: Vec<Item>) {
        let mut module = Module {
            is_public,
            ..Module::default()
        };
        for item in items {
            match item {
                Item::Mod(inner) if is_for_tests(&inner.attrs) => {}
                Item::Mod(inner) => {
                    let is_public = is_public_to_all(&inner.vis);
                    let name = inner.ident.to_string();
                    let mut path = path.clone();
                    path.push(name.clone());
                    let folder = folder.map(|folder| folder.join(&name));
                    match (inner.content, folder) {
                        (Some((_, items)), folder) => {
                            self.items(path, folder.as_deref(), is_public, items);
                        }
                        (None, Some(folder)) => {
                            let file = folder.with_extension("rs");
                            let text = fs::read_to_string(&file)
                                .or_else(|_| fs::read_to_string(folder.join("mod.rs")))
                                .unwrap();
                            self.module(path, Some(&folder), is_public, &text);
                        }
                        (None, None) => panic!("{name} isn't in the text"),
                    }
                }
                Item::Use(item) => note_uses(&mut module, &item),
                Item::Macro(item) if item.mac.path.is_ident("macro_rules") => {
                    self.macros
                        .insert(item.ident.unwrap().to_string(), item.mac.tokens);
                }
                item => module.items.push(item),
            }
        }
        self.modules.insert(path, module);
    }

    /// Puts in what the crate's own macros make.
    fn finish(mut self) -> Modules {
        for module in self.modules.values_mut() {
            for item in std::mem::take(&mut module.items) {
                match &item {
                    Item::Macro(call) => {
                        let name = call.mac.path.segments.last().unwrap().ident.to_string();
                        let rule = self
                            .macros
                            .get(&name)
                            .unwrap_or_else(|| panic!("the macro {name} isn't known"));
                        let made = expand(rule.clone(), call.mac.tokens.clone());
                        module
                            .items
                            .extend(syn::parse2::<syn::File>(made).unwrap().items);
                    }
                    _ => module.items.push(item),
                }
            }
        }
        self.modules
    }
}

/// What a macro of one rule without repetitions makes of `input`: `$name:kind` are matched with what
/// stands between the other tokens.
fn expand(rule: TokenStream, input: TokenStream) -> TokenStream {
    let mut rule = rule.into_iter();
    let Some(TokenTree::Group(pattern)) = rule.next() else {
        panic!("a rule begins with a pattern");
    };
    let Some(TokenTree::Group(body)) = rule.find(|token| matches!(token, TokenTree::Group(_)))
    else {
        panic!("a rule has a body");
    };
    let values = matched(&flat(pattern.stream()), &flat(input));
    substituted(body.stream(), &values)
}

fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn matched(pattern: &[TokenTree], input: &[TokenTree]) -> BTreeMap<String, TokenStream> {
    let mut values = BTreeMap::new();
    let (mut at, mut taken) = (0, 0);
    while at < pattern.len() {
        if pattern[at].to_string() == "$" {
            let name = pattern[at + 1].to_string();
            // `$`, the name, `:` and the kind.
            at += 4;
            let end = match pattern.get(at) {
                None => input.len(),
                Some(next) => (taken..input.len())
                    .find(|&end| input[end].to_string() == next.to_string())
                    .unwrap(),
            };
            values.insert(name, input[taken..end].iter().cloned().collect());
            taken = end;
        } else {
            at += 1;
            taken += 1;
        }
    }
    values
}

fn substituted(body: TokenStream, values: &BTreeMap<String, TokenStream>) -> TokenStream {
    let mut tokens = body.into_iter();
    let mut made = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => {
                let name = tokens.next().unwrap();
                // `$crate` is the crate.
                let value = values.get(&name.to_string()).cloned();
                made.extend(value.unwrap_or_else(|| name.into()));
            }
            TokenTree::Group(group) => {
                let inner = substituted(group.stream(), values);
                made.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            token => made.extend([token]),
        }
    }
    made
}

fn note_uses(module: &mut Module, item: &ItemUse) {
    let is_public = is_public_to_all(&item.vis);
    let mut note = |name: Option<String>, path: Names| {
        let used = Use { path, is_public };
        match name {
            Some(name) => {
                module.uses.insert(name, used);
            }
            None => module.globs.push(used),
        }
    };
    walk(&item.tree, &mut Vec::new(), &mut note);
}

fn walk(tree: &UseTree, before: &mut Names, note: &mut impl FnMut(Option<String>, Names)) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            walk(&path.tree, before, note);
            before.pop();
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if name == "self" {
                note(before.last().cloned(), before.clone());
            } else {
                note(Some(name.clone()), [before.clone(), vec![name]].concat());
            }
        }
        UseTree::Rename(rename) => {
            let name = rename.ident.to_string();
            let mut path = before.clone();
            if name != "self" {
                path.push(name);
            }
            note(Some(rename.rename.to_string()), path);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                walk(tree, before, note);
            }
        }
        UseTree::Glob(_) => note(None, before.clone()),
    }
}

pub(crate) fn is_public_to_all(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}
