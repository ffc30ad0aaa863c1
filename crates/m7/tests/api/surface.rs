//! What of a crate its users can name, and what stands in its signatures.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, Signature, TraitItem};

use crate::names::{Resolver, name_of};
use crate::source::{Modules, Names, is_public_to_all};

/// What of a crate its users can name.
pub(crate) struct Surface<'a> {
    resolver: Resolver<'a>,
    /// The crate's own items, by where they stand.
    pub(crate) items: BTreeMap<Names, &'a Item>,
    /// What is passed on of other crates.
    pub(crate) passed_on: BTreeSet<Names>,
}

/// A path in a signature.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mention {
    /// In what, e.g. `m7::client::Client::raw`.
    pub(crate) place: String,
    /// Of what, e.g. `m7_client::Client`.
    pub(crate) what: String,
}

/// A function that users can call on a type.
pub(crate) struct Method<'a> {
    pub(crate) of: String,
    pub(crate) signature: &'a Signature,
}

impl<'a> Surface<'a> {
    pub(crate) fn of(modules: &'a Modules) -> Self {
        let mut surface = Self {
            resolver: Resolver { modules },
            items: BTreeMap::new(),
            passed_on: BTreeSet::new(),
        };
        let root = modules.keys().find(|path| path.len() == 1).unwrap();
        surface.enter(root);
        surface
    }

    fn enter(&mut self, path: &Names) {
        let module = &self.resolver.modules[path];
        for item in &module.items {
            if let (true, Some(name)) = (is_public(item), name_of(item)) {
                self.items.insert([&path[..], &[name]].concat(), item);
            }
        }
        for used in module.uses.values().filter(|used| used.is_public) {
            // What isn't found is another crate's name.
            let place = self.resolver.resolve(path, &used.path);
            let place = place.unwrap_or_else(|| used.path.clone());
            self.pass_on(place);
        }
        for glob in module.globs.iter().filter(|glob| glob.is_public) {
            let from = self.resolver.resolve(path, &glob.path).unwrap();
            self.enter(&from);
        }
        let inner: Vec<Names> = self
            .resolver
            .modules
            .iter()
            .filter(|(inner, module)| {
                module.is_public && inner.len() == path.len() + 1 && inner.starts_with(path)
            })
            .map(|(inner, _)| inner.clone())
            .collect();
        for inner in inner {
            self.enter(&inner);
        }
    }

    fn pass_on(&mut self, place: Names) {
        let (name, module) = place.split_last().unwrap();
        let Some(module) = self.resolver.modules.get(module) else {
            self.passed_on.insert(place);
            return;
        };
        let item = module
            .items
            .iter()
            .find(|item| name_of(item).as_ref() == Some(name))
            .unwrap_or_else(|| panic!("{place:?} isn't there"));
        self.items.insert(place, item);
    }

    /// The `impl` blocks of types that users can name, each with its module.
    /// Those of the crate's private traits are not theirs.
    fn impls(&self) -> Vec<(&'a Names, Names, &'a ItemImpl)> {
        let mut impls = Vec::new();
        for (path, module) in self.resolver.modules {
            for item in &module.items {
                let Item::Impl(item) = item else { continue };
                let syn::Type::Path(of) = &*item.self_ty else {
                    continue;
                };
                let of = self.resolver.resolve(path, &names(&of.path));
                let of_trait = item
                    .trait_
                    .as_ref()
                    .and_then(|(of, _)| self.resolver.resolve(path, &names(of)));
                if of_trait.is_some_and(|of| of[0] == path[0] && !self.items.contains_key(&of)) {
                    continue;
                }
                if let Some(of) = of.filter(|of| self.items.contains_key(of)) {
                    impls.push((path, of, item));
                }
            }
        }
        impls
    }

    /// The functions that users can call on the crate's own types, trait implementations aside.
    pub(crate) fn methods(&self) -> Vec<Method<'a>> {
        let mut methods = Vec::new();
        for (_, of, item) in self.impls() {
            for inner in &item.items {
                if let ImplItem::Fn(function) = inner
                    && is_public_to_all(&function.vis)
                {
                    methods.push(Method {
                        of: of.last().unwrap().clone(),
                        signature: &function.sig,
                    });
                }
            }
        }
        methods
    }

    /// Every path that stands in a signature, resolved.
    pub(crate) fn mentions(&self) -> BTreeSet<Mention> {
        let mut mentions = BTreeSet::new();
        for (path, item) in &self.items {
            let module = path[..path.len() - 1].to_vec();
            let mut collector = Collector::new(&self.resolver, module, path.join("::"));
            collector.item(item);
            mentions.extend(collector.mentions);
        }
        for (module, of, item) in self.impls() {
            let mut collector = Collector::new(&self.resolver, module.clone(), of.join("::"));
            collector.implementation(item);
            mentions.extend(collector.mentions);
        }
        mentions
    }
}

/// Collects the paths of what users see of an item, not of what its functions do.
struct Collector<'a> {
    resolver: &'a Resolver<'a>,
    module: Names,
    place: String,
    mentions: BTreeSet<Mention>,
}

impl<'a> Collector<'a> {
    fn new(resolver: &'a Resolver<'a>, module: Names, place: String) -> Self {
        Self {
            resolver,
            module,
            place,
            mentions: BTreeSet::new(),
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Const(item) => self.visit_type(&item.ty),
            Item::Static(item) => self.visit_type(&item.ty),
            Item::Type(item) => {
                self.visit_generics(&item.generics);
                self.visit_type(&item.ty);
            }
            Item::Fn(item) => self.signature(&item.sig),
            Item::Struct(item) => {
                self.derives(&item.attrs);
                self.visit_generics(&item.generics);
                self.public_fields(&item.fields);
            }
            Item::Enum(item) => {
                self.derives(&item.attrs);
                self.visit_generics(&item.generics);
                for variant in &item.variants {
                    for field in &variant.fields {
                        self.visit_type(&field.ty);
                    }
                }
            }
            Item::Trait(item) => {
                self.visit_generics(&item.generics);
                for bound in &item.supertraits {
                    self.visit_type_param_bound(bound);
                }
                for inner in &item.items {
                    match inner {
                        TraitItem::Fn(function) => self.signature(&function.sig),
                        TraitItem::Type(inner) => {
                            for bound in &inner.bounds {
                                self.visit_type_param_bound(bound);
                            }
                        }
                        TraitItem::Const(inner) => self.visit_type(&inner.ty),
                        _ => {}
                    }
                }
            }
            other => panic!("what of it is seen? {:?}", name_of(other)),
        }
    }

    fn implementation(&mut self, item: &ItemImpl) {
        self.visit_generics(&item.generics);
        if let Some((path, _)) = &item.trait_ {
            self.visit_path(path);
        }
        let of_trait = item.trait_.is_some();
        for inner in &item.items {
            match inner {
                ImplItem::Fn(function) if of_trait || is_public_to_all(&function.vis) => {
                    let place = format!("{}::{}", self.place, function.sig.ident);
                    let outer = std::mem::replace(&mut self.place, place);
                    self.signature(&function.sig);
                    self.place = outer;
                }
                ImplItem::Type(inner) => self.visit_type(&inner.ty),
                ImplItem::Const(inner) if of_trait || is_public_to_all(&inner.vis) => {
                    self.visit_type(&inner.ty);
                }
                _ => {}
            }
        }
    }

    fn signature(&mut self, signature: &Signature) {
        self.visit_generics(&signature.generics);
        for input in &signature.inputs {
            if let syn::FnArg::Typed(input) = input {
                self.visit_type(&input.ty);
            }
        }
        self.visit_return_type(&signature.output);
    }

    fn public_fields(&mut self, fields: &Fields) {
        for field in fields.iter().filter(|field| is_public_to_all(&field.vis)) {
            self.visit_type(&field.ty);
        }
    }

    /// What is derived is implemented.
    fn derives(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            if attribute.path().is_ident("derive") {
                let derived = attribute
                    .parse_args_with(
                        syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated,
                    )
                    .unwrap();
                for path in &derived {
                    let name = names(path);
                    // These are of the same names as the traits in the standard library.
                    if !["Debug", "Hash"].contains(&name[0].as_str()) {
                        self.visit_path(path);
                    }
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(full) = self.resolver.resolve(&self.module, &names(path)) {
            self.mentions.insert(Mention {
                place: self.place.clone(),
                what: full.join("::"),
            });
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}

fn names(path: &syn::Path) -> Names {
    path.segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect()
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        _ => return false,
    };
    is_public_to_all(visibility)
}
