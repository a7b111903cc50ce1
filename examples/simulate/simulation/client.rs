//! Someone who sends requests over HTTP.

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// A client that is signed in.
#[derive(Clone)]
pub struct Client {
    pub base: String,
    pub http: reqwest::Client,
    pub token: Option<String>,
}

impl Client {
    /// The data of an operation.
    pub async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let request = self
            .http
            .post(format!("{}/graphql", self.base))
            .json(&json!({ "query": query, "variables": variables }));
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let mut answer: Value = request.send().await?.json().await?;
        if let Some(errors) = answer.get("errors") {
            bail!("{errors:#}\n{query}\n{variables:#}");
        }
        Ok(answer["data"].take())
    }

    /// Every node of a connection, which lies at a path of the data. The query takes `$after`.
    pub async fn all(
        &self,
        query: &str,
        mut variables: Value,
        path: &str,
    ) -> anyhow::Result<Vec<Value>> {
        let mut nodes = Vec::new();
        loop {
            let mut data = self.ask(query, variables.clone()).await?;
            let list = data.pointer_mut(path).with_context(|| format!("nothing at {path}"))?;
            let edges = list["edges"].as_array_mut().context("edges")?;
            nodes.extend(edges.iter_mut().map(|edge| edge["node"].take()));
            if list["pageInfo"]["hasNextPage"] != true {
                return Ok(nodes);
            }
            variables["after"] = list["pageInfo"]["endCursor"].take();
        }
    }

    /// The payload of a mutation that must be done. `answer` is what is asked of the payload.
    pub async fn act(&self, mutation: &str, answer: &str, input: Value) -> anyhow::Result<Value> {
        let payload = self.try_to(mutation, answer, input).await?;
        let errors = payload["errors"].as_array().context("errors")?;
        if !errors.is_empty() {
            bail!("{mutation} was refused: {errors:#?}");
        }
        Ok(payload)
    }

    /// The payload of a mutation that may be refused.
    pub async fn try_to(
        &self,
        mutation: &str,
        answer: &str,
        input: Value,
    ) -> anyhow::Result<Value> {
        let mut letters = mutation.chars();
        let first = letters.next().context("a name")?.to_ascii_uppercase();
        let query = format!(
            "mutation($input: {first}{}Input!) {{ {mutation}(input: $input) {{ {answer} errors {{ code field message }} }} }}",
            letters.as_str()
        );
        let mut data = self.ask(&query, json!({ "input": input })).await?;
        Ok(data[mutation].take())
    }

    /// The id of a file that is put to the server.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<Value> {
        let mut url = reqwest::Url::parse(&format!("{}/files", self.base))?;
        url.query_pairs_mut().append_pair("name", name);
        let request = self.http.post(url).body(bytes);
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let mut kept: Value = request.send().await?.json().await?;
        match kept["id"].take() {
            Value::Null => bail!("the file was refused: {kept:#}"),
            id => Ok(id),
        }
    }
}

/// The text of a field.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The entries of a list.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
